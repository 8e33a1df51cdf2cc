import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadedCourse } from '@touchstone/contracts';
import { readCourse } from '@touchstone/course';
import { storeCourse } from '@touchstone/database';
import { CommandError, errorCode, messageOf } from '../command-error.ts';
import { askHolder } from '../control/client.ts';
import type { CourseChanges } from '../control/protocol.ts';
import { openDataFolder } from '../ground/data-folder.ts';
import { isHeld } from '../control/data-lock.ts';
import { bringUpToDate, withDatabaseOf, withPostgres } from '../ground/open-database.ts';
import { say, warn } from '../ground/terminal.ts';
import { orFaults } from './course-faults.ts';
import { describeChanges } from './describe-changes.ts';

/** A data folder, or a PostgreSQL and the Redis by which its APIs hear of it. */
export type LoadTarget =
  { dataFolder: string } | { databaseUrl: string; redisUrl: string | undefined };

/** SQLSTATE of a table that is not there. */
const undefinedTable = '42P01';

const loadTimeoutMs = 120_000;

/** Reads a course folder, stores it where told, and says what changed. */
export async function loadCourse(folder: string, target: LoadTarget): Promise<void> {
  const course = await orFaults(readCourse(folder));
  const changes =
    'dataFolder' in target
      ? await loadIntoFolder(course, await openDataFolder(target.dataFolder))
      : await loadIntoPostgres(course, target);
  describeChanges(course.slug, changes).forEach(say);
}

async function loadIntoFolder(course: LoadedCourse, dataFolder: string): Promise<CourseChanges> {
  if (await isHeld(dataFolder)) return loadThroughHolder(course, dataFolder);
  if (!existsSync(join(dataFolder, 'database'))) {
    warn(`There was nothing in ${dataFolder} yet: a new database is made there.`);
  }
  return withDatabaseOf(dataFolder, 'course load', async (database) => {
    await bringUpToDate(database);
    return storeCourse(database.kysely, course);
  });
}

async function loadThroughHolder(course: LoadedCourse, dataFolder: string): Promise<CourseChanges> {
  const reply = await askHolder(dataFolder, { kind: 'load-course', course }, loadTimeoutMs).catch(
    (error: unknown) => {
      throw new CommandError(`The process that uses ${dataFolder} did not answer.`, {
        cause: error,
        next: `${messageOf(error)} Look at that process, then try again.`,
      });
    },
  );
  if (reply.kind === 'course-loaded') return reply.changes;
  throw new CommandError(
    `The course was not loaded: ${reply.kind === 'refused' ? reply.message : 'unexpected answer'}`,
  );
}

async function loadIntoPostgres(
  course: LoadedCourse,
  { databaseUrl, redisUrl }: { databaseUrl: string; redisUrl: string | undefined },
): Promise<CourseChanges> {
  const changes = await withPostgres(databaseUrl, async (database) => {
    try {
      return await storeCourse(database.kysely, course);
    } catch (error) {
      if (errorCode(error) !== undefinedTable) throw error;
      throw new CommandError('The database is not up to date.', {
        cause: error,
        next: 'Run first: touchstone migrate --database URL',
      });
    }
  });
  if (redisUrl === undefined) {
    warn(
      'Running APIs were not told, for no --redis was given: they may show the course as it was until they are started again.',
    );
  } else {
    await flushCourses(redisUrl);
  }
  return changes;
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
