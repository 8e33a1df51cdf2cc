import type { Result, Submission, SubmissionStatus } from '@touchstone/contracts';
import { sql, type QueryCreator, type Selectable } from 'kysely';
import type { Connection, Tables } from '../tables.ts';

/**
 * A submission with what its owner does not see but the API needs. One that follows another is
 * where its leader is: it is told to be in grading when the leader is, by the leader's attempt.
 */
export interface StoredSubmission {
  readonly submission: Submission;
  /** Null: nobody's, its owner was deleted. */
  readonly userId: string | null;
  readonly courseId: string;
  /** Raised by every change, of a follower's leader too. */
  readonly revision: number;
  /** Number of the newest attempt, 0 before the first. */
  readonly attempt: number;
  /** The identical submission whose result this one waits for. */
  readonly leaderId: string | null;
  /** Of the POST that handed it in, unless that was before requests had ids. */
  readonly requestId?: string;
}

type Row = Selectable<Tables['submissions']>;

/** The tables, and `changed`: the rows of submissions that the statement has just written. */
export type WithChanged = Tables & { changed: Row };

/** Of a row `s` joined with the one that it follows, as `leader`. */
export const statusOf = sql<SubmissionStatus>`
  case when leader.status = 'grading' then 'grading' else s.status end`;

/**
 * From rows `s` joined with `assignments` and, as `leader`, with the row that a follower waits for, and
 * as `source` with the one whose result it has: what these store `s` does not store again. The sum of
 * both revisions goes on rising when the follower takes it over as its own.
 */
const storedColumns = [
  's.id',
  's.user_id',
  's.assignment_id',
  sql<string>`coalesce(s.code, source.code, leader.code)`.as('code'),
  sql<Result | null>`coalesce(s.result, source.result)`.as('result'),
  's.reused_from',
  's.created_at',
  's.graded_at',
  's.leader_id',
  's.request_id',
  'assignments.course_id',
  statusOf.as('status'),
  sql<number>`coalesce(leader.attempt, s.attempt)`.as('attempt'),
  sql<number>`s.revision + coalesce(leader.revision, 0)`.as('revision'),
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

/** The same from `changed` and from all that follow a row of it, which stand behind it. */
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

type StoredRow = Pick<
  Row,
  | 'id'
  | 'user_id'
  | 'assignment_id'
  | 'status'
  | 'attempt'
  | 'revision'
  | 'reused_from'
  | 'created_at'
  | 'graded_at'
  | 'leader_id'
  | 'request_id'
> & { code: string; result: Result | null; course_id: string };

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
  code: row.code,
  status: row.status,
  result: row.result,
  createdAt: row.created_at.toISOString(),
  gradedAt: row.graded_at?.toISOString() ?? null,
  reusedFrom: row.reused_from,
});
