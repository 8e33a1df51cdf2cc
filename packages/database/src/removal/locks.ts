import { sql } from 'kysely';
import type { Connection } from '../tables.ts';

/*
 * The order in which a removal takes its locks, so that there are no deadlocks:
 *
 *   1. this lock: one removal at a time, and no regrade is started or applied meanwhile
 *   2. the lock on the key of the user's ungraded submission (life-cycle/lock.ts), like those who hand
 *      in an identical one or store its result
 *   3. the users' rows; handing in locks the user's row before it writes
 *   4. submissions; those of others and nobody's are skipped while they are locked
 *   5. all other rows of the user
 */
const removalLock = 7_226_004;

/** Waits until no other removal is running, and locks others out until this transaction ends. */
export async function lockRemovals(transaction: Connection): Promise<void> {
  await sql`select pg_advisory_xact_lock(${removalLock})`.execute(transaction);
}
