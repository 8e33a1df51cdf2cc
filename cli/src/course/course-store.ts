import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { GradingRecord, LoadedCourse } from '@touchstone/contracts';
import { findRecords, storeCourse, type Database } from '@touchstone/database';
import { CommandError, errorCode, messageOf } from '../command-error.ts';
import { askHolder } from '../control/client.ts';
import { isHeld } from '../control/data-lock.ts';
import type { ControlReply, ControlRequest, CourseChanges } from '../control/protocol.ts';
import { openDataFolder } from '../ground/data-folder.ts';
import { bringUpToDate, withDatabaseOf, withPostgres } from '../ground/open-database.ts';
import { warn } from '../ground/terminal.ts';

/** A data folder, or a PostgreSQL and the Redis by which its APIs hear of it. */
export type LoadTarget =
  { dataFolder: string } | { databaseUrl: string; redisUrl: string | undefined };

/** Where courses are kept, whoever has the database open. */
export interface CourseStore {
  findRecords(keys: readonly string[]): Promise<GradingRecord[]>;
  store(course: LoadedCourse): Promise<CourseChanges>;
}

/** Opens what the target names for `use`, and closes it. */
export async function withCourseStore<T>(
  target: LoadTarget,
  use: (store: CourseStore) => Promise<T>,
): Promise<T> {
  if (!('dataFolder' in target)) {
    return withPostgres(target.databaseUrl, (database) =>
      use(storeInPostgres(database, target.redisUrl)),
    );
  }
  const dataFolder = await openDataFolder(target.dataFolder);
  if (await isHeld(dataFolder)) return use(storeThroughHolder(dataFolder));
  if (!existsSync(join(dataFolder, 'database'))) {
    warn(`There was nothing in ${dataFolder} yet: a new database is made there.`);
  }
  return withDatabaseOf(dataFolder, 'course load', async (database) => {
    await bringUpToDate(database);
    return use(storeIn(database));
  });
}

export const storeIn = ({ kysely }: Database): CourseStore => ({
  findRecords: (keys) => findRecords(kysely, keys),
  store: (course) => storeCourse(kysely, course),
});

const holderTimeoutMs = 120_000;

function storeThroughHolder(dataFolder: string): CourseStore {
  const ask = async (request: ControlRequest): Promise<ControlReply> => {
    const reply = await askHolder(dataFolder, request, holderTimeoutMs).catch((error: unknown) => {
      throw new CommandError(`The process that uses ${dataFolder} did not answer.`, {
        cause: error,
        next: `${messageOf(error)} Look at that process, then try again.`,
      });
    });
    if (reply.kind !== 'refused') return reply;
    throw new CommandError(`The course was not loaded: ${reply.message}`);
  };
  const unexpected = () => new CommandError('The course was not loaded: unexpected answer');
  return {
    async findRecords(keys) {
      const reply = await ask({ kind: 'find-records', keys });
      if (reply.kind !== 'records-found') throw unexpected();
      return reply.records;
    },
    async store(course) {
      const reply = await ask({ kind: 'load-course', course });
      if (reply.kind !== 'course-loaded') throw unexpected();
      return reply.changes;
    },
  };
}

function storeInPostgres(database: Database, redisUrl: string | undefined): CourseStore {
  const stored = storeIn(database);
  return {
    findRecords: (keys) => orOutdated(stored.findRecords(keys)),
    async store(course) {
      const changes = await orOutdated(stored.store(course));
      if (redisUrl === undefined) {
        warn(
          'Running APIs were not told, for no --redis was given: they may show the course as it was until they are started again.',
        );
      } else {
        await flushCourses(redisUrl);
      }
      return changes;
    },
  };
}

/** SQLSTATEs of a table and of a column that is not there. */
const outdated = ['42P01', '42703'];

async function orOutdated<T>(query: Promise<T>): Promise<T> {
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

async function flushCourses(redisUrl: string): Promise<void> {
  const { tellApis } = await import('./tell-apis.ts');
  await tellApis(redisUrl).catch((error: unknown) => {
    throw new CommandError('The course is stored, but the running APIs could not be told of it.', {
      cause: error,
      next: `Check --redis and load again: ${messageOf(error)}`,
    });
  });
}
