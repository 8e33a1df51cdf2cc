import { mkdir } from 'node:fs/promises';
import { PGlite, types } from '@electric-sql/pglite';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type { Database } from './database.ts';
import { createPglitePool } from './pglite-pool.ts';
import { RevivedPglite } from './revived-pglite.ts';
import type { Tables } from './tables.ts';

/**
 * Opens PGlite, PostgreSQL in this process, in the folder (made when missing) or in memory.
 * A folder may be open only once at a time, which the caller sees to: PGlite has no lock of its
 * own. All queries share one connection, so whoever is inside a transaction must use that
 * transaction: a query beside it waits for its end.
 */
export async function openPglite(options: { folder?: string } = {}): Promise<Database> {
  const { folder } = options;
  if (folder !== undefined) await mkdir(folder, { recursive: true, mode: 0o700 });
  const open = (): Promise<PGlite> =>
    PGlite.create({
      ...(folder === undefined ? {} : { dataDir: folder }),
      parsers: {
        [types.INT8]: Number,
        [types.NUMERIC]: Number,
        [types.BYTEA]: (hex: string) => Buffer.from(hex.slice('\\x'.length), 'hex'),
      },
    });
  const pool = createPglitePool(new RevivedPglite(await open(), open));
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    kind: 'pglite',
    kysely,
    ping: async () => {
      await sql`select 1`.execute(kysely);
    },
    withoutTimeLimit: (work) => work(kysely),
    close: async () => {
      await kysely.destroy();
      await pool.end();
    },
  };
}
