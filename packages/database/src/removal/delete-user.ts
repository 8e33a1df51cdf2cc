import { sql } from 'kysely';
import { lockKeyOf } from '../life-cycle/lock.ts';
import { readUngradedSubmissionId } from '../queries/submissions.ts';
import { isUuid } from '../queries/uuid.ts';
import type { Connection } from '../tables.ts';
import { lockRemovals } from './locks.ts';
import { removeSubmissions } from './remove-submissions.ts';

export interface DeletedUser {
  /** Of the sessions that ended with it, for whoever has cached them. */
  readonly tokenHashes: readonly Buffer[];
  /** Submissions that are gone; others that reused results of this user's keep them. */
  readonly submissions: number;
}

/** Each further round means that the user handed something in just then. */
const roundsMax = 20;

/**
 * Deletes a user with all that is stored of him, in one transaction; null when there is none. Whoever
 * waits for the result of his ungraded submission goes on waiting, and gets it.
 */
export async function deleteUser(db: Connection, userId: string): Promise<DeletedUser | null> {
  if (!isUuid(userId)) return null;
  for (let round = 0; round < roundsMax; round++) {
    const outcome = await db.transaction().execute((transaction) => tryTo(transaction, userId));
    if (outcome !== 'again') return outcome;
  }
  throw new Error(`user ${userId}: always another submission handed in`);
}

async function tryTo(
  transaction: Connection,
  userId: string,
): Promise<DeletedUser | null | 'again'> {
  await lockRemovals(transaction);
  const ungradedId = await readUngradedSubmissionId(transaction, userId);
  if (ungradedId !== null) await lockKeyOf(transaction, ungradedId);
  const user = await transaction
    .selectFrom('users')
    .select('id')
    .where('id', '=', userId)
    .forUpdate()
    .executeTakeFirst();
  if (user === undefined) return null;
  // Handed in meanwhile: the lock on its key must come before the one on the user.
  const newestId = await readUngradedSubmissionId(transaction, userId);
  if (newestId !== null && newestId !== ungradedId) return 'again';

  const { rows } = await sql<{ id: string }>`
    select id from submissions where user_id = ${userId} order by id for update`.execute(
    transaction,
  );
  const { count } = await removeSubmissions(
    transaction,
    rows.map(({ id }) => id),
  );
  await transaction.deleteFrom('progress').where('user_id', '=', userId).execute();
  const tokenHashes = await deleteWithoutSubmissions(transaction, [userId]);
  return { tokenHashes, submissions: count };
}

/** Deletes users who have no submissions and no progress; resolves to the hashes of their tokens. */
export async function deleteWithoutSubmissions(
  transaction: Connection,
  userIds: readonly string[],
): Promise<Buffer[]> {
  if (userIds.length === 0) return [];
  await transaction.deleteFrom('drafts').where('user_id', 'in', userIds).execute();
  await transaction.deleteFrom('device_codes').where('user_id', 'in', userIds).execute();
  const sessions = await transaction
    .deleteFrom('sessions')
    .where('user_id', 'in', userIds)
    .returning('token_hash')
    .execute();
  await transaction.deleteFrom('users').where('id', 'in', userIds).execute();
  return sessions.map(({ token_hash }) => token_hash);
}
