import type { Connection } from '../tables.ts';

/** `tokenHash`: SHA-256 of the session token, 32 bytes. */
export async function createUser(
  db: Connection,
  user: { tokenHash: Buffer },
): Promise<{ id: string }> {
  return db
    .insertInto('users')
    .values({ token_hash: user.tokenHash })
    .returning('id')
    .executeTakeFirstOrThrow();
}

export async function findUserByTokenHash(
  db: Connection,
  tokenHash: Buffer,
): Promise<{ id: string } | null> {
  const user = await db
    .selectFrom('users')
    .select('id')
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst();
  return user ?? null;
}
