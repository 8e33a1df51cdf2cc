import type { Passkey } from '@touchstone/contracts';
import { sql } from 'kysely';
import { noteActions } from '../queries/audit-log.ts';
import { inTransaction } from '../queries/in-transaction.ts';
import { isUuid } from '../queries/uuid.ts';
import type { Connection } from '../tables.ts';
import { beginSession, readEarlier, type NewSession } from './sign-in-links.ts';

/** What an authenticator has told of a passkey. */
export interface Credential {
  readonly credentialId: Buffer;
  /** COSE. */
  readonly publicKey: Buffer;
  readonly signCount: number;
  readonly transports: readonly string[];
}

interface StoredCredential extends Credential {
  readonly id: string;
  readonly userId: string;
}

/** More than anybody uses, and few enough for a request. */
export const maxPasskeys = 20;

const columns = ['id', 'name', 'created_at', 'last_used_at'] as const;

interface Row {
  readonly id: string;
  readonly name: string;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
}
const toPasskey = ({ id, name, created_at, last_used_at }: Row): Passkey => ({
  ...{ id, name },
  createdAt: created_at.toISOString(),
  lastUsedAt: last_used_at?.toISOString() ?? null,
});

/** The oldest first. */
export async function listPasskeys(db: Connection, userId: string): Promise<Passkey[]> {
  const rows = await db
    .selectFrom('passkeys')
    .select(columns)
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(toPasskey);
}

/** What an authenticator needs so as not to make another one for the same account. */
export async function listCredentials(
  db: Connection,
  userId: string,
): Promise<Pick<Credential, 'credentialId' | 'transports'>[]> {
  return db
    .selectFrom('passkeys')
    .select(['credential_id as credentialId', 'transports'])
    .where('user_id', '=', userId)
    .execute();
}

/** `exists`: an account has it already. */
type AddedPasskey = Passkey | 'too-many' | 'exists';

/** Adds a passkey to an account. */
export async function addPasskey(
  db: Connection,
  { userId, name, ...credential }: Credential & { userId: string; name: string },
): Promise<AddedPasskey> {
  return inTransaction(db, async (transaction) => {
    await sql`select from users where id = ${userId} for no key update`.execute(transaction);
    const { length } = await listCredentials(transaction, userId);
    if (length >= maxPasskeys) return 'too-many';
    const added = await transaction
      .insertInto('passkeys')
      .values({
        user_id: userId,
        credential_id: credential.credentialId,
        public_key: credential.publicKey,
        sign_count: credential.signCount,
        transports: [...credential.transports],
        name,
      })
      .onConflict((conflict) => conflict.column('credential_id').doNothing())
      .returning(columns)
      .executeTakeFirst();
    if (added === undefined) return 'exists';
    await noteActions(transaction, [
      { ...{ actor: userId, courseId: null, action: 'add-passkey' }, subjectId: userId },
    ]);
    return toPasskey(added);
  });
}

/** The passkey as it is now; null: the user has none with that id. */
export async function renamePasskey(
  db: Connection,
  { userId, id, name }: { userId: string; id: string; name: string },
): Promise<Passkey | null> {
  if (!isUuid(id)) return null;
  return inTransaction(db, async (transaction) => {
    const renamed = await transaction
      .updateTable('passkeys')
      .set({ name })
      .where('user_id', '=', userId)
      .where('id', '=', id)
      .returning(columns)
      .executeTakeFirst();
    if (renamed === undefined) return null;
    await noteActions(transaction, [
      { ...{ actor: userId, courseId: null, action: 'rename-passkey' }, subjectId: userId },
    ]);
    return toPasskey(renamed);
  });
}

/** Resolves to whether the user had it. */
export async function removePasskey(
  db: Connection,
  { userId, id }: { userId: string; id: string },
): Promise<boolean> {
  if (!isUuid(id)) return false;
  return inTransaction(db, async (transaction) => {
    const { numDeletedRows } = await transaction
      .deleteFrom('passkeys')
      .where('user_id', '=', userId)
      .where('id', '=', id)
      .executeTakeFirst();
    if (numDeletedRows === 0n) return false;
    await noteActions(transaction, [
      { ...{ actor: userId, courseId: null, action: 'remove-passkey' }, subjectId: userId },
    ]);
    return true;
  });
}

/** Null: no account has it. */
export async function findCredential(
  db: Connection,
  credentialId: Buffer,
): Promise<StoredCredential | null> {
  const found = await db
    .selectFrom('passkeys')
    .select(['id', 'user_id as userId', 'credential_id as credentialId'])
    .select(['public_key as publicKey', 'sign_count as signCount', 'transports'])
    .where('credential_id', '=', credentialId)
    .executeTakeFirst();
  return found ?? null;
}

/** A signature of the passkey that was checked. */
interface PasskeyUse {
  readonly passkey: Pick<StoredCredential, 'id' | 'userId' | 'signCount'>;
  readonly newSignCount: number;
}

/**
 * Makes a session for the passkey's user, as a sign-in link does. Resolves to the token hashes of sessions that
 * end, or to null if the passkey was removed or used meanwhile.
 */
export async function signInByPasskey(
  db: Connection,
  { passkey, newSignCount }: PasskeyUse,
  session: NewSession,
): Promise<Buffer[] | null> {
  const { id, userId, signCount } = passkey;
  return inTransaction(db, async (transaction) => {
    // The user is locked first, as in a deletion.
    await sql`select from users where id = ${userId} for update`.execute(transaction);
    const { numUpdatedRows } = await transaction
      .updateTable('passkeys')
      .set({ sign_count: newSignCount, last_used_at: sql`now()` })
      .where('id', '=', id)
      .where('sign_count', '=', signCount)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return null;
    const earlier = await readEarlier(transaction, session, userId);
    return beginSession(transaction, session, userId, earlier);
  });
}
