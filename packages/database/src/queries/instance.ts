import type { Connection } from '../tables.ts';

/** A short random id of this database, which never changes. */
export async function readInstanceId(db: Connection): Promise<string> {
  const { id } = await db.selectFrom('instance').select('id').executeTakeFirstOrThrow();
  return id;
}
