import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { coursesCacheTag, type GradingRecord, type LoadedCourse } from '@touchstone/contracts';
import { findRecords, storeCourse, type Database } from '@touchstone/database';
import { CommandError, messageOf } from '../command-error.ts';
import { askHolderFor } from '../control/ask-holder-for.ts';
import { isHeld } from '../control/data-lock.ts';
import type { CourseChanges } from '../control/protocol.ts';
import { openDataFolder } from '../ground/data-folder.ts';
import {
  bringUpToDate,
  orOutdated,
  withDatabaseOf,
  withPostgres,
} from '../ground/open-database.ts';
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

function storeThroughHolder(dataFolder: string): CourseStore {
  return {
    async findRecords(keys) {
      const request = { kind: 'find-records', keys } as const;
      return (await askHolderFor(dataFolder, request, 'records-found')).records;
    },
    async store(course) {
      const request = { kind: 'load-course', course } as const;
      return (await askHolderFor(dataFolder, request, 'course-loaded')).changes;
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

async function flushCourses(redisUrl: string): Promise<void> {
  const { tellApis } = await import('../ground/tell-apis.ts');
  await tellApis(redisUrl, [coursesCacheTag]).catch((error: unknown) => {
    throw new CommandError('The course is stored, but the running APIs could not be told of it.', {
      cause: error,
      next: `Check --redis and load again: ${messageOf(error)}`,
    });
  });
}
