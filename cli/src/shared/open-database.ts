import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  migrate,
  MigrationError,
  openPglite,
  openPostgres,
  ping,
  removeUnfinishedBackup,
  type Database,
} from '@touchstone/database';
import { errorCode, messageOf } from '@touchstone/runtime/errors';
import { CommandError } from '../command-error.ts';
import { acquireDataLock } from '../control/data-lock.ts';
import { closing } from './closing.ts';
import { openDataFolder } from './data-folder.ts';

/**
 * Opens the database of a data folder whose lock is held. While a database is created for the first
 * time there is a marker file beside it: if that was interrupted, the database is empty and is
 * created again.
 */
export async function openDatabaseOf(dataFolder: string): Promise<Database> {
  const folder = join(dataFolder, 'database');
  const marker = join(dataFolder, 'database.unfinished');
  if (existsSync(marker)) await rm(folder, { recursive: true, force: true });
  if (!existsSync(folder)) await writeFile(marker, '');
  try {
    const database = await openPglite({ folder: await openDataFolder(folder) });
    await removeUnfinishedBackup(database);
    await rm(marker, { force: true });
    return database;
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`The database in ${folder} can't be opened: ${reasonOf(error)}.`, {
      cause: error,
      next: 'If the folder is damaged, restore a backup of it, or name another folder with --data DIR.',
    });
  }
}

/** PGlite's file system throws objects with WASI error numbers; 51 is a full disk. */
function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('errno' in error)) return messageOf(error);
  return error.errno === 51 ? 'the disk is full' : `system error ${String(error.errno)}`;
}

/**
 * Applies the pending migrations and returns their names. `onWaiting` is called when one has to wait
 * for other sessions.
 */
export async function migrateToLatest(
  database: Database,
  onWaiting: (message: string) => void = () => undefined,
): Promise<string[]> {
  try {
    return await migrate(database, { onWaiting });
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    throw new CommandError(error.message, { cause: error });
  }
}

/** Takes the lock of a data folder, opens its database, and closes both when `use` is done. */
export async function withDatabaseOf<T>(
  dataFolder: string,
  command: string,
  use: (database: Database) => Promise<T>,
): Promise<T> {
  const lock = await acquireDataLock(dataFolder, command);
  try {
    return await closing(await openDatabaseOf(dataFolder), use);
  } finally {
    await lock.release();
  }
}

/** Opens a PostgreSQL for `use` if it answers, and closes it. */
export async function withPostgres<T>(
  url: string,
  use: (database: Database) => Promise<T>,
): Promise<T> {
  return closing(openPostgres({ url, maxConnections: 1 }), async (database) => {
    await ping(database).catch((error: unknown) => {
      throw new CommandError(`PostgreSQL does not answer: ${messageOf(error)}`, {
        cause: error,
        next: 'Check the address, user name and password in --database.',
      });
    });
    return use(database);
  });
}

/** SQLSTATEs of a missing table and a missing column. */
const outdated = ['42P01', '42703'];

/** Turns the error of a query on a database that lacks migrations into advice. */
export async function orAdviseToMigrate<T>(query: Promise<T>): Promise<T> {
  try {
    return await query;
  } catch (error) {
    if (!outdated.includes(errorCode(error) ?? '')) throw error;
    throw new CommandError('The database is not up to date.', {
      cause: error,
      next: 'Run first: touchstone migrate --database URL',
    });
  }
}
