import { mkdir } from 'node:fs/promises';
import { PGlite, types } from '@electric-sql/pglite';
import { Kysely, PostgresDialect } from 'kysely';
import type { Database } from './database.ts';
import { createPglitePool } from './pglite-pool.ts';
import { RevivedPglite } from './revived-pglite.ts';
import type { Tables } from './tables.ts';

/**
 * Opens PGlite, PostgreSQL in this process, in the folder (created when missing) or in memory. The
 * caller makes sure that the folder is open only once at a time: PGlite has no lock. All queries share
 * one connection, so code inside a transaction must use that transaction: any other query waits for its
 * end.
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
    withoutTimeLimit: (work) => work(kysely),
    close: async () => {
      await kysely.destroy();
      await pool.end();
    },
  };
}
