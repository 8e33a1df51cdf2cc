import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  migrate,
  MigrationError,
  openPglite,
  openPostgres,
  type Database,
} from '@touchstone/database';
import { CommandError, errorCode, messageOf } from '../command-error.ts';
import { acquireDataLock } from '../control/data-lock.ts';
import { openDataFolder } from './data-folder.ts';

/**
 * Opens the database of a data folder whose lock is held. A mark beside it tells that it is being
 * made for the first time: should that have been cut short, nothing is in it and it is made anew.
 */
export async function openDatabaseOf(dataFolder: string): Promise<Database> {
  const folder = join(dataFolder, 'database');
  const mark = join(dataFolder, 'database.unfinished');
  if (existsSync(mark)) await rm(folder, { recursive: true, force: true });
  if (!existsSync(folder)) await writeFile(mark, '');
  try {
    const database = await openPglite({ folder: await openDataFolder(folder) });
    await rm(mark, { force: true });
    return database;
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`The database in ${folder} can't be opened: ${reasonOf(error)}.`, {
      cause: error,
      next: 'If the folder is damaged, put a copy of it back, or name another with --data DIR.',
    });
  }
}

/** PGlite's file system throws objects with the numbers of WASI, of which 51 is a full disk. */
function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('errno' in error)) return messageOf(error);
  return error.errno === 51 ? 'the disk is full' : `system error ${String(error.errno)}`;
}

/**
 * Applies the migrations that the database lacks and returns their names. `onWaiting` is told when
 * one has to wait for other sessions.
 */
export async function bringUpToDate(
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
    const database = await openDatabaseOf(dataFolder);
    try {
      return await use(database);
    } finally {
      await database.close();
    }
  } finally {
    await lock.release();
  }
}

/** Opens a PostgreSQL for `use`, after a first word with it, and closes it. */
export async function withPostgres<T>(
  url: string,
  use: (database: Database) => Promise<T>,
): Promise<T> {
  const database = openPostgres({ url, maxConnections: 1 });
  try {
    await database.ping().catch((error: unknown) => {
      throw new CommandError(`PostgreSQL does not answer: ${messageOf(error)}`, {
        cause: error,
        next: 'Check the address, name and password in --database.',
      });
    });
    return await use(database);
  } finally {
    await database.close();
  }
}

/** SQLSTATEs of a table and of a column that is not there. */
const outdated = ['42P01', '42703'];

/** Says of a database that lacks migrations what to do about it. */
export async function orOutdated<T>(query: Promise<T>): Promise<T> {
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
