import { sql } from 'kysely';
import type { ReuseKey } from '../queries/reuse.ts';
import type { Connection } from '../tables.ts';

/** Our own among PostgreSQL's advisory locks of two numbers; the second is a hash of the key. */
const lockClass = 7_226_003;

/**
 * Waits until no other transaction is at the same key, and keeps the others out until the end of
 * this one. A statement of its own, before any that looks at followers: what a statement sees is
 * settled when it begins. Two keys with one hash only wait for each other.
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
