import { sql } from 'kysely';
import { lockKeyOf } from '../life-cycle/lock.ts';
import { noteActions } from '../queries/audit-log.ts';
import { inTransaction } from '../queries/in-transaction.ts';
import { readUngradedSubmissionId } from '../queries/submissions.ts';
import { isUuid } from '../queries/uuid.ts';
import type { Connection } from '../tables.ts';
import { noteDeletedUsers } from './deleted-users.ts';
import { lockRemovals } from './locks.ts';
import { removeSubmissions } from './remove-submissions.ts';

export interface DeletedUser {
  /** Token hashes of the user's sessions, for processes that cache them. */
  readonly tokenHashes: readonly Buffer[];
  /** Number of removed submissions; those whose results others share stay as nobody's. */
  readonly submissions: number;
}

/** Another round is needed when the user has just handed something in. */
const maxRounds = 20;

/**
 * Deletes a user with all data, in one transaction; null when there is no such user. Followers of the
 * user's ungraded submission still get its result.
 */
export async function deleteUser(db: Connection, userId: string): Promise<DeletedUser | null> {
  if (!isUuid(userId)) return null;
  for (let round = 0; round < maxRounds; round++) {
    const outcome = await inTransaction(db, (transaction) => tryToDelete(transaction, userId));
    if (outcome !== 'again') return outcome;
  }
  throw new Error(`user ${userId}: another submission was handed in each time`);
}

async function tryToDelete(
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
  // It was handed in meanwhile, and its key must be locked before the user.
  const newestId = await readUngradedSubmissionId(transaction, userId);
  if (newestId !== null && newestId !== ungradedId) return 'again';

  const { rows } = await sql<{ id: string }>`
    select id from submissions where user_id = ${userId} order by id for update`.execute(
    transaction,
  );
  const { submissions } = await removeSubmissions(
    transaction,
    rows.map(({ id }) => id),
  );
  await transaction.deleteFrom('progress').where('user_id', '=', userId).execute();
  await noteActions(transaction, [
    { actor: null, courseId: null, action: 'delete-user', subjectId: userId },
  ]);
  const emptied = await listEmptied(transaction, userId);
  const tokenHashes = await deleteWithoutSubmissions(transaction, [userId, ...emptied]);
  return { tokenHashes, submissions };
}

/** The anonymous users whose whole history the user has joined: what is left of them is the same person's. */
async function listEmptied(transaction: Connection, userId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select u.id from users as u
    where exists (
      select from joins where user_id = ${userId}::uuid and earlier_user_id = u.id
        and joined_at is not null and undone_at is null
    )
      and not exists (select from submissions where user_id = u.id)
      and not exists (select from progress where user_id = u.id)
      and not exists (select from identities where user_id = u.id)
    order by u.id for update`.execute(transaction);
  return rows.map(({ id }) => id);
}

/** Deletes users without submissions and progress; resolves to their token hashes. */
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
  await noteDeletedUsers(transaction, userIds);
  return sessions.map(({ token_hash }) => token_hash);
}
