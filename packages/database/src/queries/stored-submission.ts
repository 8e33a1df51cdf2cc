import type { Submission } from '@touchstone/contracts';
import type { Selectable } from 'kysely';
import type { Tables } from '../tables.ts';

/** A submission with what its owner does not see but the API needs. */
export interface StoredSubmission {
  readonly submission: Submission;
  readonly userId: string;
  readonly courseId: string;
  /** Raised by every change. */
  readonly revision: number;
  /** Number of the newest attempt, 0 before the first. */
  readonly attempt: number;
}

/** To be selected from `submissions`, or a changed part of it, as `s` joined with `assignments`. */
export const storedColumns = [
  's.id',
  's.user_id',
  's.assignment_id',
  's.code',
  's.status',
  's.attempt',
  's.revision',
  's.result',
  's.reused_from',
  's.created_at',
  's.graded_at',
  'assignments.course_id',
] as const;

type StoredRow = Pick<
  Selectable<Tables['submissions']>,
  | 'id'
  | 'user_id'
  | 'assignment_id'
  | 'code'
  | 'status'
  | 'attempt'
  | 'revision'
  | 'result'
  | 'reused_from'
  | 'created_at'
  | 'graded_at'
> & { course_id: string };

export const toStoredSubmission = (row: StoredRow): StoredSubmission => ({
  submission: toSubmission(row),
  userId: row.user_id,
  courseId: row.course_id,
  revision: row.revision,
  attempt: row.attempt,
});

export const toSubmission = (row: Omit<StoredRow, 'course_id'>): Submission => ({
  id: row.id,
  assignmentId: row.assignment_id,
  code: row.code,
  status: row.status,
  result: row.result,
  createdAt: row.created_at.toISOString(),
  gradedAt: row.graded_at?.toISOString() ?? null,
  reusedFrom: row.reused_from,
});
