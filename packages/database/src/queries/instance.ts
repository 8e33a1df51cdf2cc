import type { Connection } from '../tables.ts';

/** The short random id by which all processes know this database; the same for ever. */
export async function readInstanceId(db: Connection): Promise<string> {
  const { id } = await db.selectFrom('instance').select('id').executeTakeFirstOrThrow();
  return id;
}
