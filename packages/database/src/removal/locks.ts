import { sql } from 'kysely';
import type { Connection } from '../tables.ts';

/*
 * In which order a removal takes its locks, so that none waits for another in a circle:
 *
 *   1. this lock: one removal at a time
 *   2. the lock on the key of the user's ungraded submission (life-cycle/lock.ts), as whoever hands
 *      in an identical one or stores its result
 *   3. the users' rows, which keeps their hand-ins out; who hands in takes his own before he writes
 *   4. submissions; of others' and of nobody's those that somebody is just at are left alone
 *   5. all that hangs on the user
 */
const removalLock = 7_226_004;

/** Waits until no other removal is under way, and keeps others out until the end of this transaction. */
export async function lockRemovals(transaction: Connection): Promise<void> {
  await sql`select pg_advisory_xact_lock(${removalLock})`.execute(transaction);
}
