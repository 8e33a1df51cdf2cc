import {
  backupCursorSchema,
  backupHeadSchema,
  backupPageSchema,
  courseExportCursorSchema,
  courseExportPageSchema,
  deletedUserEntrySchema,
  exportedSubmissionSchema,
  exportedUserSchema,
  gradingRecordSchema,
  loadedCourseSchema,
  sessionSchema,
  type BackupCursor,
  type BackupHead,
  type BackupPage,
  type CourseExportCursor,
  type CourseExportPage,
  type DeletedUserEntry,
  type ExportedUser,
  type GradingRecord,
  type LoadedCourse,
  type Session,
} from '@touchstone/contracts';
import { z } from 'zod';
import { auditCalls, type AuditStore } from './audit-calls.ts';
import { dateCalls, type DateStore } from './date-calls.ts';
import { releaseCalls, type ReleaseStore } from './release-calls.ts';
import { peopleCalls, type PeopleStore } from './people-calls.ts';
import { pointsCalls, type PointsStore } from './points-calls.ts';

/** What a course load changes, as packages/database/src/queries/plan-course.ts says. */
const courseChangesSchema = z.object({
  added: z.array(z.string()),
  restored: z.array(z.string()).optional(),
  changed: z.array(z.string()),
  retired: z.array(z.string()),
  renamed: z.array(z.object({ slug: z.string(), from: z.string() })),
  kept: z.array(z.string()),
  testsChanged: z.array(z.object({ slug: z.string(), solved: z.int().nonnegative() })),
  pointsChanged: z.array(
    z.object({ slug: z.string(), from: z.number(), to: z.number(), students: z.int() }),
  ),
  refusals: z.array(z.string()),
  unpublished: z.array(z.string()).optional(),
  published: z.boolean().optional(),
  archived: z.literal(true).optional(),
});
export type CourseChanges = z.infer<typeof courseChangesSchema>;

/** As LoadOptions there. */
const loadOptionsSchema = z.strictObject({
  retire: z.array(z.string()),
  missing: z.enum(['refuse', 'keep']),
});
export type LoadOptions = z.infer<typeof loadOptionsSchema>;

const count = z.int().nonnegative();

const courseSummarySchema = z.object({
  slug: z.string(),
  title: z.string(),
  published: z.boolean(),
  archived: z.boolean(),
  /** Until when an archived course keeps what students did. */
  keptUntil: z.iso.datetime().nullable(),
  invited: z.boolean(),
  assignments: count,
  students: count,
  submissions: count,
  ungraded: count,
});
export type CourseSummary = z.infer<typeof courseSummarySchema>;

const removedCourseSchema = z.object({ submissions: count });
type RemovedCourse = z.infer<typeof removedCourseSchema>;

const pruneCursorSchema = z.object({
  stage: z.enum([
    'expiredWork',
    'submissions',
    'nobodys',
    'drafts',
    'deviceCodes',
    'users',
    'sessions',
  ]),
  after: z.string().nullable(),
});
const pruneStepSchema = z.strictObject({
  before: z.iso.datetime(),
  keepNewest: z.boolean(),
  dryRun: z.boolean(),
  /** Null for the first step. */
  cursor: pruneCursorSchema.nullable(),
});
type PruneStep = z.infer<typeof pruneStepSchema>;

const pruneOutcomeSchema = z.object({
  pruned: z.object({
    courses: count,
    submissions: count,
    drafts: count,
    deviceCodes: count,
    users: count,
    sessions: count,
    bytes: z.number().nonnegative(),
  }),
  /** Null after the last step. */
  next: pruneCursorSchema.nullable(),
});
export type PruneOutcome = z.infer<typeof pruneOutcomeSchema>;

const regradeRequestSchema = z.strictObject({
  course: z.string(),
  assignment: z.string(),
  /** As RegradeSelection in packages/database/src/regrade/selection.ts. */
  selection: z.strictObject({
    student: z.uuid().nullable(),
    only: z.enum(['latest', 'best']).nullable(),
    internalErrors: z.boolean(),
    since: z.iso.datetime().nullable(),
  }),
});
export type RegradeRequest = z.infer<typeof regradeRequestSchema>;

const startedRegradeSchema = z.object({ id: z.uuid(), submissions: count, programs: count });
type StartedRegrade = z.infer<typeof startedRegradeSchema>;

const regradeProgressSchema = z.object({
  programs: count,
  graded: count,
  failed: count,
  outdated: z.boolean(),
});
type RegradeProgress = z.infer<typeof regradeProgressSchema>;

const standingSchema = z.object({ points: z.number(), completed: z.boolean() });
const regradeOutcomeSchema = z.object({
  student: z.uuid(),
  old: standingSchema,
  new: standingSchema,
  test: z.string().nullable(),
  failedOnlyChangedTests: z.boolean(),
});
export type RegradeOutcome = z.infer<typeof regradeOutcomeSchema>;

const outcomePageSchema = z.object({
  outcomes: z.array(regradeOutcomeSchema),
  next: z.uuid().nullable(),
});
type OutcomePage = z.infer<typeof outcomePageSchema>;

const lowerCursorSchema = z.object({ lowered: count, next: z.uuid().nullable() });
const appliedSchema = z.object({ changed: count, isLast: z.boolean() });

const deletedUserSchema = z.object({ submissions: count, sessions: count });
type DeletedCounts = z.infer<typeof deletedUserSchema>;

const submissionPageSchema = z.object({
  submissions: z.array(exportedSubmissionSchema),
  next: z.int().nullable(),
});
type SubmissionPage = z.infer<typeof submissionPageSchema>;

/** The courses of a system, whichever process has its database open. */
export interface CourseStore {
  findRecords(keys: readonly string[]): Promise<GradingRecord[]>;
  /** What storing the course would change. */
  planCourse(course: LoadedCourse, options: LoadOptions): Promise<CourseChanges>;
  storeCourse(course: LoadedCourse, options: LoadOptions): Promise<CourseChanges>;
}

/** All that teachers do with stored courses. False, or null: there is no such course. */
export interface CourseAdmin {
  listCourses(): Promise<CourseSummary[]>;
  /** A page of all that is stored of a course; null is the first page. */
  exportCourse(slug: string, from: CourseExportCursor | null): Promise<CourseExportPage | null>;
  /** Shows a course to students, or hides it. */
  publishCourse(slug: string, published: boolean): Promise<boolean>;
  /** Makes a course read-only, and keeps what students did for that long from then on; null ends both. */
  archiveCourse(slug: string, keepMonths: number | null): Promise<boolean>;
  /** Nothing was removed, because students see the course (`published`) or submissions are being graded. */
  removeCourse(slug: string): Promise<RemovedCourse | 'published' | 'in-grading' | null>;
}

/** The users of a system, whichever process has its database open. Null: there is no such user. */
export interface UserStore {
  /** The uuid of the user with that uuid or mail address. */
  findUser(written: string): Promise<string | null>;
  exportUser(userId: string): Promise<ExportedUser | null>;
  /** A page of the user's submissions; `after` is the `next` of the previous page. */
  exportSubmissions(userId: string, after: number | null): Promise<SubmissionPage>;
  deleteUser(userId: string): Promise<DeletedCounts | null>;
  /** A page of the users who were deleted; `after` is the last uuid of the previous page. */
  listDeletedUsers(after: string | null): Promise<DeletedUserEntry[]>;
  listSessions(userId: string): Promise<Session[] | null>;
  /** Ends one session or, with null, all; resolves to the number of sessions ended. */
  endSessions(userId: string, sessionId: string | null): Promise<number | null>;
  prune(step: PruneStep): Promise<PruneOutcome>;
  /** Makes the space of removed rows available again. */
  reclaimSpace(): Promise<void>;
}

/** The rows of a system at one moment, whichever process has its database open. */
export interface BackupStore {
  beginBackup(options: { withSessions: boolean }): Promise<{ id: string; head: BackupHead }>;
  /** The rows from there on; null is the beginning. */
  readBackup(id: string, from: BackupCursor | null): Promise<BackupPage>;
  /** Resolves to the longest time for which it has kept others waiting. */
  endBackup(id: string): Promise<{ longestStallMs: number }>;
}

/** Regrades of a system, whichever process has its database open: packages/database/src/regrade/. */
export interface RegradeStore {
  /** Null: there is no such course, or no such assignment in it. */
  startRegrade(request: RegradeRequest): Promise<StartedRegrade | null>;
  readRegrade(id: string): Promise<RegradeProgress | null>;
  /** A page of students; `after` is the `next` of the previous page. */
  listOutcomes(id: string, alsoDown: boolean, after: string | null): Promise<OutcomePage>;
  /** Must come before the first `applyNext`. */
  beginApplying(id: string): Promise<void>;
  lowerPoints(id: string, after: string | null): Promise<{ lowered: number; next: string | null }>;
  /** Applies the next programs, and tells their students. */
  applyNext(id: string, alsoDown: boolean): Promise<{ changed: number; isLast: boolean }>;
}

export type Store = CourseStore &
  CourseAdmin &
  UserStore &
  BackupStore &
  RegradeStore &
  PeopleStore &
  DateStore &
  ReleaseStore &
  PointsStore &
  AuditStore;

const userId = z.uuid();

/**
 * What a command may call in the process that holds the lock of a data folder: `POST /NAME` on its
 * control socket, with the arguments as a JSON array. Only the folder's owner can open the socket,
 * and that is the only authentication.
 */
export const calls = {
  findRecords: {
    args: z.tuple([z.array(z.string())]),
    answer: z.array(gradingRecordSchema),
  },
  planCourse: {
    args: z.tuple([loadedCourseSchema, loadOptionsSchema]),
    answer: courseChangesSchema,
  },
  storeCourse: {
    args: z.tuple([loadedCourseSchema, loadOptionsSchema]),
    answer: courseChangesSchema,
  },
  listCourses: { args: z.tuple([]), answer: z.array(courseSummarySchema) },
  exportCourse: {
    args: z.tuple([z.string(), courseExportCursorSchema.nullable()]),
    answer: courseExportPageSchema.nullable(),
  },
  publishCourse: { args: z.tuple([z.string(), z.boolean()]), answer: z.boolean() },
  archiveCourse: {
    args: z.tuple([z.string(), z.int().min(0).max(1200).nullable()]),
    answer: z.boolean(),
  },
  removeCourse: {
    args: z.tuple([z.string()]),
    answer: removedCourseSchema.or(z.enum(['published', 'in-grading'])).nullable(),
  },
  findUser: { args: z.tuple([z.string()]), answer: z.uuid().nullable() },
  exportUser: { args: z.tuple([userId]), answer: exportedUserSchema.nullable() },
  exportSubmissions: {
    args: z.tuple([userId, z.int().nullable()]),
    answer: submissionPageSchema,
  },
  deleteUser: { args: z.tuple([userId]), answer: deletedUserSchema.nullable() },
  listDeletedUsers: {
    args: z.tuple([userId.nullable()]),
    answer: z.array(deletedUserEntrySchema),
  },
  listSessions: { args: z.tuple([userId]), answer: z.array(sessionSchema).nullable() },
  endSessions: { args: z.tuple([userId, z.uuid().nullable()]), answer: count.nullable() },
  prune: { args: z.tuple([pruneStepSchema]), answer: pruneOutcomeSchema },
  reclaimSpace: { args: z.tuple([]), answer: z.null() },
  startRegrade: {
    args: z.tuple([regradeRequestSchema]),
    answer: startedRegradeSchema.nullable(),
  },
  readRegrade: { args: z.tuple([z.uuid()]), answer: regradeProgressSchema.nullable() },
  listOutcomes: {
    args: z.tuple([z.uuid(), z.boolean(), z.uuid().nullable()]),
    answer: outcomePageSchema,
  },
  beginApplying: { args: z.tuple([z.uuid()]), answer: z.null() },
  lowerPoints: { args: z.tuple([z.uuid(), z.uuid().nullable()]), answer: lowerCursorSchema },
  applyNext: { args: z.tuple([z.uuid(), z.boolean()]), answer: appliedSchema },
  ...peopleCalls,
  ...dateCalls,
  ...releaseCalls,
  ...pointsCalls,
  ...auditCalls,
  beginBackup: {
    args: z.tuple([z.strictObject({ withSessions: z.boolean() })]),
    answer: z.object({ id: z.uuid(), head: backupHeadSchema }),
  },
  readBackup: {
    args: z.tuple([z.uuid(), backupCursorSchema.nullable()]),
    answer: backupPageSchema,
  },
  endBackup: {
    args: z.tuple([z.uuid()]),
    answer: z.object({ longestStallMs: z.number().nonnegative() }),
  },
} satisfies Record<keyof Store, { args: z.ZodType<unknown[]>; answer: z.ZodType }>;

/** Who holds the lock: the answer to `GET /status`. `url` is null until the system is ready. */
export const holderSchema = z.object({
  command: z.string(),
  pid: z.int(),
  url: z.string().nullable(),
});
export type Holder = z.infer<typeof holderSchema>;

/** Of every answer that is not a success. */
export const refusalSchema = z.object({ message: z.string() });

/** Longest request body: a course with all its files. */
export const maxBodyBytes = 256 * 1024 * 1024;
