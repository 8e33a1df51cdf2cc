import type { History } from '@touchstone/contracts';
import type { Connection } from '../tables.ts';
import {
  storedColumns,
  toStoredSubmission,
  toSubmission,
  type StoredSubmission,
} from './stored-submission.ts';
import { isUuid } from './uuid.ts';

const selectStored = (db: Connection) =>
  db
    .selectFrom('submissions as s')
    .innerJoin('assignments', 'assignments.id', 's.assignment_id')
    .select(storedColumns);

export async function readSubmission(db: Connection, id: string): Promise<StoredSubmission | null> {
  if (!isUuid(id)) return null;
  const row = await selectStored(db).where('s.id', '=', id).executeTakeFirst();
  return row === undefined ? null : toStoredSubmission(row);
}

/** The id of the user's one submission that is queued or in grading, if there is one. */
export async function readUngradedSubmissionId(
  db: Connection,
  userId: string,
): Promise<string | null> {
  const row = await db
    .selectFrom('submissions')
    .select('id')
    .where('user_id', '=', userId)
    .where('status', '<>', 'graded')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** How many queued submissions came before this queued one; 0 for one that is not queued. */
export async function queuePosition(db: Connection, submissionId: string): Promise<number> {
  if (!isUuid(submissionId)) return 0;
  const { before } = await db
    .selectFrom('submissions as own')
    .innerJoin('submissions as other', (join) => join.onRef('other.seq', '<', 'own.seq'))
    .select(({ fn }) => fn.countAll<number>().as('before'))
    .where('own.id', '=', submissionId)
    .where('own.status', '=', 'queued')
    .where('other.status', '=', 'queued')
    .executeTakeFirstOrThrow();
  return before;
}

/**
 * A page of a user's history, newest first. `before` is the `next` of the page before; an id that
 * is not of the user's submissions gives an empty page.
 */
export async function listSubmissions(
  db: Connection,
  page: { userId: string; assignmentId?: string; limit: number; before?: string },
): Promise<History> {
  const { userId, assignmentId, limit, before } = page;
  if (![assignmentId, before].every((id) => id === undefined || isUuid(id))) {
    return { submissions: [], next: null };
  }
  let query = selectStored(db)
    .where('s.user_id', '=', userId)
    .orderBy('s.seq', 'desc')
    .limit(limit + 1);
  if (assignmentId !== undefined) query = query.where('s.assignment_id', '=', assignmentId);
  if (before !== undefined) {
    query = query.where('s.seq', '<', (subquery) =>
      subquery
        .selectFrom('submissions as last')
        .select('last.seq')
        .where('last.id', '=', before)
        .where('last.user_id', '=', userId),
    );
  }
  const rows = await query.execute();
  const submissions = rows.slice(0, limit).map(toSubmission);
  return { submissions, next: rows.length > limit ? (submissions.at(-1)?.id ?? null) : null };
}
