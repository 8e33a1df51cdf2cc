import type { Connection } from '../tables.ts';

/** Runs the work in the caller's transaction when there is one, else in one of its own. */
export async function inTransaction<T>(
  db: Connection,
  work: (transaction: Connection) => Promise<T>,
): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute(work);
}
