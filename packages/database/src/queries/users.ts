import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import { milliseconds } from './milliseconds.ts';

/*
 * A user is identified by a session token, a device code or a recovery key. All are stored as their
 * SHA-256, 32 bytes.
 */

interface UserId {
  readonly id: string;
}

/** Creates a user with a first session. */
export async function createUser(
  db: Connection,
  user: { tokenHash: Buffer; description?: string | null },
): Promise<UserId> {
  const { rows } = await sql<UserId>`
    with u as (insert into users default values returning id), s as (
      insert into sessions (token_hash, user_id, description)
      select ${user.tokenHash}::bytea, id, ${user.description ?? null}::text from u
    )
    select id from u`.execute(db);
  return rows[0] as UserId;
}

/** What the user wants to be called; null: nothing. */
export async function readNickname(db: Connection, userId: string): Promise<string | null> {
  const user = await db
    .selectFrom('users')
    .select('nickname')
    .where('id', '=', userId)
    .executeTakeFirst();
  return user?.nickname ?? null;
}

export async function writeNickname(
  db: Connection,
  { userId, nickname }: { userId: string; nickname: string | null },
): Promise<void> {
  await db.updateTable('users').set({ nickname }).where('id', '=', userId).execute();
}

/** Valid for `validMs`; replaces the user's last one. */
export async function createDeviceCode(
  db: Connection,
  code: { userId: string; codeHash: Buffer; validMs: number },
): Promise<{ expiresAt: Date }> {
  const set = {
    code_hash: code.codeHash,
    expires_at: sql<Date>`now() + ${milliseconds(code.validMs)}`,
  };
  return db
    .insertInto('device_codes')
    .values({ user_id: code.userId, ...set })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(set))
    .returning('expires_at as expiresAt')
    .executeTakeFirstOrThrow();
}

/** Deletes the code and returns its user; null when it is unknown, used or expired. */
export async function redeemDeviceCode(db: Connection, codeHash: Buffer): Promise<UserId | null> {
  const code = await db
    .deleteFrom('device_codes')
    .where('code_hash', '=', codeHash)
    .returning(['user_id as id', sql<boolean>`expires_at > now()`.as('valid')])
    .executeTakeFirst();
  return code?.valid === true ? { id: code.id } : null;
}

/** Replaces the user's last one. */
export async function setRecoveryHash(
  db: Connection,
  recovery: { userId: string; recoveryHash: Buffer },
): Promise<void> {
  await db
    .updateTable('users')
    .set({ recovery_hash: recovery.recoveryHash })
    .where('id', '=', recovery.userId)
    .execute();
}

export async function findUserByRecoveryHash(
  db: Connection,
  recoveryHash: Buffer,
): Promise<UserId | null> {
  const user = await db
    .selectFrom('users')
    .select('id')
    .where('recovery_hash', '=', recoveryHash)
    .executeTakeFirst();
  return user ?? null;
}
