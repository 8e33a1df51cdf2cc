import type { DeletedUserEntry } from '@touchstone/contracts';
import { sql } from 'kysely';
import type { Connection } from '../tables.ts';

/*
 * The ids of users who were deleted. A restore of an earlier backup deletes them again. An entry is needed
 * as long as there is a backup from before it, and pruning removes those older than what it keeps.
 */

export async function noteDeletedUsers(
  transaction: Connection,
  userIds: readonly string[],
): Promise<void> {
  await sql`
    insert into deleted_users (id) select * from unnest(${sql.val(userIds)}::uuid[])
    on conflict do nothing`.execute(transaction);
}

/** Up to 1,000 entries in the order of their ids; `after` is the last id of the previous page. */
export async function listDeletedUsers(
  db: Connection,
  after: string | null,
): Promise<DeletedUserEntry[]> {
  let page = db.selectFrom('deleted_users').select(['id', 'deleted_at']).orderBy('id').limit(1_000);
  if (after !== null) page = page.where('id', '>', after);
  const rows = await page.execute();
  return rows.map(({ id, deleted_at }) => ({ uuid: id, deletedAt: deleted_at.toISOString() }));
}

export async function forgetDeletedUsers(transaction: Connection, before: Date): Promise<void> {
  await transaction.deleteFrom('deleted_users').where('deleted_at', '<', before).execute();
}
