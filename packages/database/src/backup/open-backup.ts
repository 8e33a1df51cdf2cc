import { setImmediate as othersTurn } from 'node:timers/promises';
import type { BackupCursor, BackupHead, BackupPage } from '@touchstone/contracts';
import type { RawBuilder } from 'kysely';
import type { Database } from '../database.ts';
import { readAppliedMigrations, readSchemaState, reasonOfSchema } from '../schema-state.ts';
import type { Connection } from '../tables.ts';
import { BackupError } from './backup-error.ts';
import { readBackedUpTables, type KeyedTable } from './backed-up-tables.ts';
import {
  beginSnapshot,
  removeBeforeImages,
  statementsToForget,
  statementsToKeep,
} from './before-images.ts';
import { createPageReader } from './page-reader.ts';
import { readSlice } from './read-slice.ts';
import { openSnapshot } from './snapshot.ts';

/** All rows of a database as they are when the backup is opened, while others go on writing. */
export interface OpenBackup {
  readonly head: BackupHead;
  /** The rows from there on, about a quarter of a MiB; null is the beginning. */
  read(from: BackupCursor | null): Promise<BackupPage>;
  /**
   * Ends the backup. Resolves to the longest time, in milliseconds, for which it has kept the only
   * connection from others; 0 where there are several.
   */
  close(): Promise<number>;
}

interface BackupOptions {
  readonly withSessions: boolean;
}

/**
 * A PGlite has one backup at a time: another one ends it. Rejects with a BackupError when there are no
 * tables, or those of a version that this one does not know.
 */
export async function openBackup(database: Database, options: BackupOptions): Promise<OpenBackup> {
  const state = await readSchemaState(database.kysely);
  // Servers may serve from an expanded schema, but a backup would lack what they don't know.
  if (state.kind === 'expanded') {
    throw new BackupError(
      `A newer version of Touchstone has migrated the database, with ${state.unknown.join(', ')}. ` +
        'Make the backup with that version.',
    );
  }
  // The tables of an older version are known, too.
  const reason = state.kind === 'older' ? null : reasonOfSchema(state);
  if (reason !== null) throw new BackupError(reason);
  return database.kind === 'postgres'
    ? openOfPostgres(database, options)
    : openOfPglite(database, options);
}

async function readHead(
  db: Connection,
  tables: readonly KeyedTable[],
  { withSessions }: BackupOptions,
): Promise<BackupHead> {
  return {
    migrations: [...(await readAppliedMigrations(db))],
    tables: tables.map(({ name, columns }) => ({ name, columns })),
    withSessions,
  };
}

/** In one transaction, which delays nobody. */
async function openOfPostgres(database: Database, options: BackupOptions): Promise<OpenBackup> {
  const existing = await readBackedUpTables(database.kysely, options);
  const names = existing.map(({ name }) => name);
  const snapshot = await openSnapshot(database, names);
  const { db } = snapshot;
  try {
    const tables = await readBackedUpTables(db, options);
    return {
      head: await readHead(db, tables, options),
      read: createPageReader({
        tables,
        sliceMs: 200,
        maxRows: 1_000,
        readSlice: async (slice) => {
          const startedAtMs = performance.now();
          const read = await readSlice(db, { ...slice, withBeforeImages: false });
          return { ...read, tookMs: performance.now() - startedAtMs };
        },
      }),
      close: async () => {
        await snapshot.close();
        return 0;
      },
    };
  } catch (error) {
    await snapshot.close();
    throw error;
  }
}

/**
 * In many short statements, between which others have their turn; before-images.ts says how they see one
 * moment. A row has at most some 200 KiB, so even 64 of the largest take less than 100 ms.
 */
async function openOfPglite(database: Database, options: BackupOptions): Promise<OpenBackup> {
  let longestMs = 0;
  const timed = <T>(work: (connection: Connection) => Promise<T>) =>
    database.kysely.connection().execute(async (connection) => {
      const startedAtMs = performance.now();
      const done = await work(connection);
      const tookMs = performance.now() - startedAtMs;
      longestMs = Math.max(longestMs, tookMs);
      return { done, tookMs };
    });
  const runAll = async (statements: readonly RawBuilder<unknown>[]): Promise<void> => {
    for (const statement of statements) {
      await timed((connection) => statement.execute(connection));
      await othersTurn();
    }
  };
  await timed(removeBeforeImages);
  const { done: tables } = await timed((connection) => readBackedUpTables(connection, options));
  try {
    await runAll(statementsToKeep(tables));
    await timed((connection) =>
      connection.transaction().execute((transaction) => beginSnapshot(transaction, tables)),
    );
  } catch (error) {
    await removeBeforeImages(database.kysely);
    throw error;
  }
  return {
    head: await readHead(database.kysely, tables, options),
    read: createPageReader({
      tables,
      sliceMs: 12,
      maxRows: 64,
      readSlice: async (slice) => {
        const { done, tookMs } = await timed((connection) =>
          readSlice(connection, { ...slice, withBeforeImages: true }),
        );
        return { ...done, tookMs };
      },
    }),
    close: async () => {
      await runAll(statementsToForget(tables));
      return longestMs;
    },
  };
}

/** Removes what a backup has left in a PGlite whose process was killed. */
export const removeUnfinishedBackup = ({ kysely }: Database): Promise<void> =>
  removeBeforeImages(kysely);
