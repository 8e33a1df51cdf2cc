import {
  writtenProgram,
  type Result,
  type Submission,
  type SubmissionStatus,
} from '@touchstone/contracts';
import { sql, type InferResult, type QueryCreator, type Selectable } from 'kysely';
import type { Connection, Tables } from '../tables.ts';
import { codeOf, otherFilesOf, programOf } from './program-columns.ts';

/**
 * A submission with what the API needs and its owner does not see. A follower has its leader's state: it
 * is in grading when the leader is, with the leader's attempt.
 */
export interface StoredSubmission {
  readonly submission: Submission;
  /** Null when it is nobody's: its owner was deleted. */
  readonly userId: string | null;
  readonly courseId: string;
  /** Rises with every change, also of a follower's leader. */
  readonly revision: number;
  /** Number of the newest attempt, 0 before the first. */
  readonly attempt: number;
  /** The identical submission whose result this one waits for. */
  readonly leaderId: string | null;
  /** Id of the POST that handed it in; older rows have none. */
  readonly requestId?: string;
}

type Row = Selectable<Tables['submissions']>;

/** The tables, and `changed`: the rows of submissions that the statement has written. */
export type WithChanged = Tables & { changed: Row };

/** The status of a row `s` as its owner sees it, without that of its leader. */
export const ownStatusOf = sql<SubmissionStatus>`
  case when s.status = 'received' then 'queued' else s.status end`;

/** The status of a row `s` joined with its `leader`. */
export const statusOf = sql<SubmissionStatus>`
  case when leader.status = 'grading' then 'grading' else ${ownStatusOf} end`;

/** Whether a row `s` has a result of other tests than `assignments`, joined with it, has now. */
export const withEarlierTests = sql<boolean>`s.status = 'graded' and coalesce(
  (select tests_hash from grading_bundles where hash = s.bundle_hash)
    <> (select tests_hash from grading_bundles where hash = assignments.bundle_hash), false)`;

/**
 * Columns of rows `s` joined with `assignments`, with a follower's `leader`, and with the `source` whose
 * result it shares; `s` does not store again what those store. The sum of both revisions never falls,
 * since a follower adds the leader's revision to its own when it stops following.
 */
const storedColumns = [
  's.id',
  's.user_id',
  's.assignment_id',
  codeOf('s', 'source', 'leader').as('code'),
  otherFilesOf('s', 'source', 'leader').as('other_files'),
  sql<Result | null>`coalesce(s.result, source.result)`.as('result'),
  's.reused_from',
  's.created_at',
  's.graded_at',
  's.regraded_at',
  's.leader_id',
  's.request_id',
  'assignments.course_id',
  statusOf.as('status'),
  sql<number>`coalesce(leader.attempt, s.attempt)`.as('attempt'),
  sql<number>`s.revision + coalesce(leader.revision, 0)`.as('revision'),
  withEarlierTests.as('earlier_tests'),
] as const;

export const selectStored = (db: Connection) =>
  db
    .selectFrom('submissions as s')
    .leftJoin('submissions as leader', 'leader.id', 's.leader_id')
    .leftJoin('submissions as source', 'source.id', 's.reused_from')
    .innerJoin('assignments', 'assignments.id', 's.assignment_id')
    .select(storedColumns);

/** The same from `changed`. */
export const selectChanged = (db: QueryCreator<WithChanged>) =>
  db
    .selectFrom('changed as s')
    .leftJoin('submissions as leader', 'leader.id', 's.leader_id')
    .leftJoin('submissions as source', 'source.id', 's.reused_from')
    .innerJoin('assignments', 'assignments.id', 's.assignment_id')
    .select(storedColumns);

/** The same from `changed` and, after those rows, from their followers. */
export const selectChangedAndFollowers = (db: QueryCreator<WithChanged>) =>
  db
    .with('s', (both) =>
      both
        .selectFrom('changed')
        .selectAll()
        .unionAll(
          both
            .selectFrom('submissions')
            .innerJoin('changed', 'changed.id', 'submissions.leader_id')
            .selectAll('submissions'),
        ),
    )
    .selectFrom('s')
    .leftJoin('changed as leader', 'leader.id', 's.leader_id')
    .leftJoin('submissions as source', 'source.id', 's.reused_from')
    .innerJoin('assignments', 'assignments.id', 's.assignment_id')
    .select(storedColumns)
    .orderBy(sql`s.leader_id is not null`)
    .orderBy('s.seq');

/** A row with these columns. */
export type StoredRow = InferResult<ReturnType<typeof selectStored>>[number];

export const toStoredSubmission = (row: StoredRow): StoredSubmission => ({
  submission: toSubmission(row),
  userId: row.user_id,
  courseId: row.course_id,
  revision: row.revision,
  attempt: row.attempt,
  leaderId: row.leader_id,
  ...(row.request_id !== null && { requestId: row.request_id }),
});

const toSubmission = (row: StoredRow): Submission => ({
  id: row.id,
  assignmentId: row.assignment_id,
  ...writtenProgram(programOf(row)),
  status: row.status,
  result: row.result,
  createdAt: row.created_at.toISOString(),
  gradedAt: row.graded_at?.toISOString() ?? null,
  reusedFrom: row.reused_from,
  earlierTests: row.earlier_tests,
  regradedAt: row.regraded_at?.toISOString() ?? null,
});
