import { sql } from 'kysely';
import type { Database } from './database.ts';
import { errorCodes, hasErrorCode } from './error-codes.ts';

/**
 * Text that PostgreSQL must sort on disk because it may use little memory. It is more than a table grows
 * by at once, so a disk with room for it has room for the next submissions, too.
 */
const sortedRows = 4_000;
const rowBytes = 250;

/**
 * Checks whether the database can write, without a table: it writes a message to the write-ahead log,
 * flushed with the commit, and a temporary file of a megabyte, which is removed when the query ends.
 * Resolves to null, or to a sentence for an operator; rejects when the database does not answer.
 */
export async function tryToWrite(database: Pick<Database, 'kysely'>): Promise<string | null> {
  try {
    return await database.kysely.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ readOnly: boolean }>`
        select current_setting('transaction_read_only')::boolean or pg_is_in_recovery()
          as "readOnly"`.execute(transaction);
      if (rows[0]?.readOnly === true) return readOnlyReason;
      await sql`set local work_mem = '64kB'`.execute(transaction);
      await sql`
        select count(*) from (
          select repeat(md5(n::text), ${sql.lit(Math.ceil(rowBytes / 32))}) as line
          from generate_series(1, ${sql.lit(sortedRows)}) as n order by line offset 0
        ) as sorted`.execute(transaction);
      await sql`select pg_logical_emit_message(true, 'touchstone', 'write probe')`.execute(
        transaction,
      );
      return null;
    });
  } catch (error) {
    if (hasErrorCode(error, errorCodes.diskFull)) {
      return 'The database’s disk is full: free space on it.';
    }
    if (hasErrorCode(error, errorCodes.readOnly)) return readOnlyReason;
    throw error;
  }
}

const readOnlyReason =
  'The database is read-only: configure the address of one that accepts writes.';
