import type { History } from '@touchstone/contracts';
import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import {
  selectStored,
  toStoredSubmission,
  toSubmission,
  type StoredSubmission,
} from './stored-submission.ts';
import { isUuid } from './uuid.ts';

export async function readSubmission(db: Connection, id: string): Promise<StoredSubmission | null> {
  if (!isUuid(id)) return null;
  const row = await selectStored(db).where('s.id', '=', id).executeTakeFirst();
  return row === undefined ? null : toStoredSubmission(row);
}

/** With the user's points in the course once it is graded; 0 before that. */
export type SubmissionWithPoints = StoredSubmission & { readonly points: number };

/** Those of them that there are, in any order. */
export async function readSubmissionsWithPoints(
  db: Connection,
  ids: readonly string[],
): Promise<SubmissionWithPoints[]> {
  const wanted = sql.val(ids.filter(isUuid));
  const rows = await selectStored(db)
    .select(
      sql<number>`case when s.status = 'graded' then (
        select coalesce(sum(best_points), 0)
        from progress join assignments as solved on solved.id = progress.assignment_id
        where progress.user_id = s.user_id and solved.course_id = assignments.course_id
      ) else 0 end`.as('points'),
    )
    .where(sql<boolean>`s.id = any(${wanted}::uuid[])`)
    .execute();
  return rows.map((row) => ({ ...toStoredSubmission(row), points: row.points }));
}

/** The id of the user's one submission that is queued or in grading, if there is one. */
export async function readUngradedSubmissionId(
  db: Connection,
  userId: string,
): Promise<string | null> {
  return (await selectUngradedId(db, userId).executeTakeFirst())?.id ?? null;
}

export const selectUngradedId = (db: Connection, userId: string) =>
  db
    .selectFrom('submissions')
    .select('id')
    .where('user_id', '=', userId)
    // Written out, since PostgreSQL must see that this is the index's condition.
    .where('status', '<>', sql.lit('graded'));

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
