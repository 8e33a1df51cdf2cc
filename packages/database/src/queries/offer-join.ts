import { sql } from 'kysely';
import { inTransaction } from './in-transaction.ts';
import type { Connection } from '../tables.ts';

interface Offered {
  /** Who may join the history. */
  readonly userId: string;
  /** Whose history it is; the caller has proved that both are one person, or use one browser. */
  readonly earlierUserId: string;
}

/** Only a user who is known by nothing but tokens, and is in no course. */
const isAnonymous = sql<boolean>`not u.is_administrator
  and not exists (select from identities where user_id = u.id)
  and not exists (select from members where user_id = u.id)`;

export async function isAnonymousUser(db: Connection, userId: string): Promise<boolean> {
  const { rows } = await sql`
    select from users as u where id = ${userId}::uuid and ${isAnonymous}`.execute(db);
  return rows.length > 0;
}

/**
 * Asks a user whether an anonymous user's history is theirs. What was offered before and not answered is
 * offered again, up to now. Resolves to the join's id; null if the other user is not anonymous, or the same.
 */
export async function offerJoin(
  db: Connection,
  { userId, earlierUserId }: Offered,
): Promise<string | null> {
  return inTransaction(db, async (transaction) => {
    const { rows } = await sql<{ id: string }>`
      insert into joins (user_id, earlier_user_id)
      select ${userId}::uuid, u.id from users as u
      where u.id = ${earlierUserId}::uuid and u.id <> ${userId}::uuid and ${isAnonymous}
      on conflict (user_id, earlier_user_id) where refused_at is null and joined_at is null
        do update set offered_at = now()
      returning id`.execute(transaction);
    return rows[0]?.id ?? null;
  });
}
