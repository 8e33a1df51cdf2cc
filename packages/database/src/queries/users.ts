import { sql } from 'kysely';
import type { Connection } from '../tables.ts';

/*
 * A user is known by what a browser or a person keeps: a session token, a device code, a recovery
 * key. All stand here as their SHA-256, 32 bytes.
 */

interface UserId {
  readonly id: string;
}

/** With a first session. */
export async function createUser(
  db: Connection,
  user: { tokenHash: Buffer; description?: string | null },
): Promise<UserId> {
  return db
    .with('u', (inserting) => inserting.insertInto('users').defaultValues().returning('id'))
    .with('s', (inserting) =>
      inserting
        .insertInto('sessions')
        .columns(['token_hash', 'user_id', 'description'])
        .expression((eb) =>
          eb
            .selectFrom('u')
            .select([
              sql<Buffer>`${user.tokenHash}::bytea`.as('hash'),
              'u.id',
              sql<string | null>`${user.description ?? null}::text`.as('description'),
            ]),
        ),
    )
    .selectFrom('u')
    .select('u.id')
    .executeTakeFirstOrThrow();
}

/** Good for `validMs`, in place of the user's last one. */
export async function createDeviceCode(
  db: Connection,
  code: { userId: string; codeHash: Buffer; validMs: number },
): Promise<{ expiresAt: Date }> {
  const expiry = sql<Date>`now() + make_interval(secs => ${code.validMs}::double precision / 1000)`;
  const { expires_at } = await db
    .insertInto('device_codes')
    .values({ user_id: code.userId, code_hash: code.codeHash, expires_at: expiry })
    .onConflict((conflict) =>
      conflict
        .column('user_id')
        .doUpdateSet({ code_hash: code.codeHash, expires_at: sql`excluded.expires_at` }),
    )
    .returning('expires_at')
    .executeTakeFirstOrThrow();
  return { expiresAt: expires_at };
}

/** The user of the code, which is gone with that; null when it is unknown, used or too old. */
export async function redeemDeviceCode(db: Connection, codeHash: Buffer): Promise<UserId | null> {
  const code = await db
    .deleteFrom('device_codes')
    .where('code_hash', '=', codeHash)
    .returning(['user_id as id', sql<boolean>`expires_at > now()`.as('valid')])
    .executeTakeFirst();
  return code?.valid === true ? { id: code.id } : null;
}

/** In place of the user's last one. */
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
