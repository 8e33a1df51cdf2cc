import { sql } from 'kysely';
import type { ReuseKey } from '../queries/reuse.ts';
import type { Connection } from '../tables.ts';

/** First number of our advisory locks; the second is a hash of the key. */
const lockClass = 7_226_003;

/**
 * Waits until no other transaction has the key, and locks it until the end of this one. A separate
 * statement, before any that reads followers, since a statement only sees what was committed when it
 * started; a result is stored in one statement by the function lock_unfollowed, which sees more (migration
 * 0027). Two keys with the same hash merely wait for each other.
 */
export async function lockKey(transaction: Connection, key: ReuseKey): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(${lockClass}, hashtext(
      ${key.assignmentId}::uuid::text || ${key.bundleHash}::text || encode(${key.codeHash}::bytea, 'hex')
    ))`.execute(transaction);
}

/** The same for the key that the submission has. */
export async function lockKeyOf(transaction: Connection, submissionId: string): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(${lockClass}, hashtext(
      assignment_id::text || bundle_hash || encode(code_hash, 'hex')
    )) from submissions where id = ${submissionId}::uuid`.execute(transaction);
}
