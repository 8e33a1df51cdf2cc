import type { Connection } from '../tables.ts';

/** Runs the work in the caller's transaction, or in a new one when there is none. */
export async function inTransaction<T>(
  db: Connection,
  work: (transaction: Connection) => Promise<T>,
): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute(work);
}
