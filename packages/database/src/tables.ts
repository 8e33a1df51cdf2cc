import type {
  GivenFile,
  CourseAccess,
  GradingBundle,
  Judge,
  ReleaseMode,
  Result,
  ResultSummary,
  SourceFile,
  Role,
  SubmissionStatus,
  Verdict,
} from '@touchstone/contracts';
import type { ColumnType, Generated, GeneratedAlways, Kysely } from 'kysely';

/** The database, or a transaction of the caller. */
export type Connection = Kysely<Tables>;

/** JSON is written as text and cast, since the two drivers serialise objects differently. */
type Json<T, Written = string> = ColumnType<T, Written, Written>;

/** As stored; students see `received` as `queued`. */
export type StoredStatus = Exclude<SubmissionStatus, 'held'> | 'received';

/** What is stored of a program of several files besides the text of its main file. */
export interface OtherFiles {
  /** The main file's. */
  readonly fileName: string;
  readonly otherFiles: readonly SourceFile[];
}

/** Points of an assignment that no stored submission explains. */
export interface PointsWithoutProgram {
  readonly assignmentId: string;
  readonly points: number;
  readonly completed: boolean;
}

/** Those of an account, and of the anonymous user whose history joins it. */
interface PrunedPoints {
  readonly own: readonly PointsWithoutProgram[];
  readonly earlier: readonly PointsWithoutProgram[];
}

/** The columns as both drivers read and write them; src/migrations/ says what they mean. */
export interface Tables {
  users: {
    id: GeneratedAlways<string>;
    created_at: GeneratedAlways<Date>;
    recovery_hash: Generated<Buffer | null>;
    is_administrator: Generated<boolean>;
    signed_in_at: Generated<Date | null>;
    nickname: Generated<string | null>;
  };
  sessions: {
    token_hash: Buffer;
    user_id: string;
    created_at: GeneratedAlways<Date>;
    id: GeneratedAlways<string>;
    last_used_at: Generated<Date>;
    description: Generated<string | null>;
    viewed_user_id: Generated<string | null>;
    viewed_course_id: Generated<string | null>;
    viewed_until: Generated<Date | null>;
  };
  device_codes: {
    user_id: string;
    code_hash: Buffer;
    expires_at: Date;
  };
  courses: {
    id: GeneratedAlways<string>;
    seq: GeneratedAlways<number>;
    slug: string;
    title: string;
    description: string;
    published: Generated<boolean>;
    archived_at: Generated<Date | null>;
    access: Generated<CourseAccess>;
    time_zone: Generated<string>;
    anonymous: Generated<boolean>;
    kept_until: Generated<Date | null>;
  };
  grading_bundles: {
    hash: string;
    content: Json<GradingBundle>;
    wall_seconds: GeneratedAlways<number>;
    judge: GeneratedAlways<Judge>;
    record_key: GeneratedAlways<string | null>;
    tests_hash: GeneratedAlways<string | null>;
    record_judge: Generated<string | null>;
    record_python: Generated<string | null>;
  };
  assignments: {
    id: GeneratedAlways<string>;
    course_id: string;
    slug: string;
    position: number | null;
    title: string;
    part: string;
    points: number;
    file_name: string;
    starter_code: string;
    handout_html: string;
    public_tests: string | null;
    hints: string[];
    solution: string | null;
    bundle_hash: string;
    other_files: Json<readonly SourceFile[] | null, string | null | undefined>;
    given_files: Json<readonly GivenFile[] | null, string | null | undefined>;
    solution_files: Json<readonly SourceFile[] | null, string | null | undefined>;
    opens_at: Date | null;
    due_at: Date | null;
    closes_at: Date | null;
    points_per_day: number | null;
    release: Generated<ReleaseMode>;
  };
  submissions: {
    id: GeneratedAlways<string>;
    seq: GeneratedAlways<number>;
    user_id: string | null;
    assignment_id: string;
    bundle_hash: string;
    code: string | null;
    code_hash: Buffer;
    status: StoredStatus;
    attempt: Generated<number>;
    revision: Generated<number>;
    lost_attempts: Generated<number>;
    grading_id: Generated<string | null>;
    deadline_at: Generated<Date | null>;
    leader_id: Generated<string | null>;
    grader_instance: Generated<string | null>;
    judge_version: Generated<string | null>;
    python_version: Generated<string | null>;
    result: Json<Result | null, string | undefined>;
    summary: Json<ResultSummary | null, string | undefined>;
    verdict: GeneratedAlways<Verdict | null>;
    reused_from: Generated<string | null>;
    created_at: Generated<Date>;
    changed_at: Generated<Date>;
    graded_at: Generated<Date | null>;
    request_id: Generated<string | null>;
    regraded_at: Generated<Date | null>;
    other_files: Json<OtherFiles | null, string | null | undefined>;
  };
  regrades: {
    id: GeneratedAlways<string>;
    seq: GeneratedAlways<number>;
    assignment_id: string;
    bundle_hash: string;
    selection: Json<object>;
    created_at: GeneratedAlways<Date>;
  };
  regrade_programs: {
    id: GeneratedAlways<string>;
    seq: GeneratedAlways<number>;
    regrade_id: string;
    code_hash: Buffer;
    status: Generated<SubmissionStatus>;
    alone: Generated<boolean>;
    attempt: Generated<number>;
    lost_attempts: Generated<number>;
    grading_id: Generated<string | null>;
    deadline_at: Generated<Date | null>;
    result: Json<Result | null, string | undefined>;
    judge_version: Generated<string | null>;
    python_version: Generated<string | null>;
    applied_at: Generated<Date | null>;
  };
  regrade_submissions: {
    regrade_id: string;
    submission_id: string;
    program_id: string;
    old_points: number;
    old_correct: boolean;
    old_result: Json<Result | null, string | undefined>;
  };
  instance: {
    is_only: Generated<boolean>;
    id: GeneratedAlways<string>;
  };
  deleted_users: {
    id: string;
    deleted_at: Generated<Date>;
  };
  graders: {
    instance: string;
    name: string;
    judge_version: string | null;
    python_version: string | null;
    last_seen_at: Generated<Date>;
    gone_at: Generated<Date | null>;
  };
  lost_attempts: {
    submission_id: string;
    attempt: number;
    instance: string;
    lost_at: Generated<Date>;
  };
  drafts: {
    user_id: string;
    assignment_id: string;
    code: string;
    revision: Generated<number>;
    changed_at: Generated<Date>;
    other_files: Json<OtherFiles | null, string | null | undefined>;
  };
  overridden_points: {
    user_id: string;
    assignment_id: string;
    points: number;
    reason: string;
    author_id: string | null;
    changed_at: Generated<Date>;
  };
  identities: {
    id: GeneratedAlways<string>;
    user_id: string;
    issuer: string;
    subject: string;
    created_at: GeneratedAlways<Date>;
  };
  members: {
    course_id: string;
    user_id: string;
    role: Role;
    name: Generated<string | null>;
    student_number: Generated<string | null>;
    group_name: Generated<string | null>;
    created_at: GeneratedAlways<Date>;
    name_key: GeneratedAlways<string>;
  };
  assisted: {
    id: GeneratedAlways<string>;
    course_id: string;
    assistant_id: string;
    group_name: string | null;
    student_id: string | null;
  };
  sign_in_links: {
    token_hash: Buffer;
    user_id: string;
    purpose: 'invitation' | 'sign-in' | 'teacher';
    course_id: string | null;
    created_at: GeneratedAlways<Date>;
    expires_at: Date;
    used_at: Generated<Date | null>;
    earlier_user_id: Generated<string | null>;
    mailed_at: Generated<Date | null>;
  };
  passkeys: {
    id: GeneratedAlways<string>;
    user_id: string;
    credential_id: Buffer;
    public_key: Buffer;
    sign_count: number;
    transports: string[];
    name: string;
    created_at: GeneratedAlways<Date>;
    last_used_at: Generated<Date | null>;
  };
  passkey_challenges: {
    challenge_hash: Buffer;
    purpose: 'add' | 'sign-in';
    session_hash: Buffer | null;
    expires_at: Date;
  };
  joins: {
    id: GeneratedAlways<string>;
    user_id: string;
    earlier_user_id: string | null;
    offered_at: Generated<Date>;
    refused_at: Generated<Date | null>;
    joined_at: Generated<Date | null>;
    undone_at: Generated<Date | null>;
    pruned_points: Json<PrunedPoints, string | undefined>;
  };
  joined_submissions: {
    join_id: string;
    submission_id: string;
  };
  audit_log: {
    id: GeneratedAlways<string>;
    seq: GeneratedAlways<number>;
    at: GeneratedAlways<Date>;
    actor_id: string | null;
    course_id: string | null;
    action: string;
    subject_id: string | null;
    details: Json<Readonly<Record<string, unknown>>>;
  };
  date_changes: {
    id: GeneratedAlways<string>;
    assignment_id: string;
    user_id: string | null;
    group_name: string | null;
    opens_at: Date | null;
    due_at: Date | null;
    closes_at: Date | null;
    reason: string | null;
    author_id: string | null;
    changed_at: Generated<Date>;
  };
  releases: {
    id: GeneratedAlways<string>;
    assignment_id: string;
    user_id: string | null;
    group_name: string | null;
    author_id: string | null;
    released_at: Generated<Date>;
  };
  standings: {
    user_id: string;
    assignment_id: string;
    course_id: string;
    tries: number;
    first_at: Date;
    last_at: Date;
    solved_at: Date | null;
    solved_try: number | null;
    verdict: Verdict;
    failing_test: string | null;
    passed_tests: string[];
    last_program: Buffer;
    programs_since: Buffer[];
    stuck: GeneratedAlways<boolean>;
  };
  failures_due: {
    seq: number;
    submission_id: string;
  };
  failure_kinds: {
    assignment_id: string;
    kind: Buffer;
    test: string;
    message: string;
  };
  failures: {
    submission_id: string;
    seq: number;
    user_id: string;
    assignment_id: string;
    kind: Buffer;
    fix: string | null;
  };
  seen_marks: {
    id: GeneratedAlways<string>;
    user_id: string;
    assignment_id: string;
    teacher_id: string | null;
    at: GeneratedAlways<Date>;
  };
  notes: {
    id: GeneratedAlways<string>;
    seq: GeneratedAlways<number>;
    course_id: string;
    user_id: string;
    author_id: string | null;
    text: string;
    at: GeneratedAlways<Date>;
  };
  progress: {
    user_id: string;
    assignment_id: string;
    best_points: number;
    completed: boolean;
  };
}
