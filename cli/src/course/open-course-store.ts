import type { Database } from '@touchstone/database';
import { messageOf } from '@touchstone/runtime/errors';
import { CommandError } from '../command-error.ts';
import type { CourseStore } from '../control/course-calls.ts';
import { isHeld, storeOfHolder } from '../control/client.ts';
import { openDataFolder } from '../shared/data-folder.ts';
import {
  migrateToLatest,
  orAdviseToMigrate,
  withDatabaseOf,
  withPostgres,
} from '../shared/open-database.ts';
import type { Target } from '../shared/target.ts';
import { warn } from '../shared/terminal.ts';
import { notNotified } from '../shared/wording.ts';
import { courseStoreIn } from '../stores/course-store.ts';
import { kindOf } from '../shared/data-kind.ts';

/** Opens what the target names for `use`, and closes it. */
export async function withCourseStore<T>(
  target: Target,
  use: (store: CourseStore) => Promise<T>,
): Promise<T> {
  if (!('dataFolder' in target)) {
    return withPostgres(target.databaseUrl, (database) =>
      use(storeInPostgres(database, target.redisUrl)),
    );
  }
  const dataFolder = await openDataFolder(target.dataFolder);
  if (await isHeld(dataFolder)) return use(storeOfHolder(dataFolder));
  const kind = kindOf(dataFolder);
  warn(
    `Nothing is running on ${dataFolder}: students see the course when a system starts there. ` +
      'If yours has another data folder, name it with --data DIR.',
  );
  if (kind === null) warn(`Creating a new database in ${dataFolder}.`);
  const useDatabase = async (database: Database): Promise<T> => {
    await migrateToLatest(database);
    return use(courseStoreIn(database));
  };
  if (kind !== 'stack') return withDatabaseOf(dataFolder, 'course load', useDatabase);
  const { withStoppedStack } = await import('../stack-processes/stopped-stack.ts');
  return withStoppedStack(dataFolder, 'course load', useDatabase);
}

function storeInPostgres(database: Database, redisUrl: string | undefined): CourseStore {
  const stored = courseStoreIn(database);
  return {
    findRecords: (keys) => orAdviseToMigrate(stored.findRecords(keys)),
    planCourse: (course, options) => orAdviseToMigrate(stored.planCourse(course, options)),
    async storeCourse(course, options) {
      const changes = await orAdviseToMigrate(stored.storeCourse(course, options));
      if (redisUrl === undefined) {
        warn(notNotified);
      } else {
        await notifyApis(redisUrl);
      }
      return changes;
    },
  };
}

async function notifyApis(redisUrl: string): Promise<void> {
  const { notifyOfCourses } = await import('../stores/notify-apis.ts');
  await notifyOfCourses(redisUrl).catch((error: unknown) => {
    throw new CommandError('The course is stored, but running APIs could not be notified.', {
      cause: error,
      next: `Check --redis and load the course again: ${messageOf(error)}`,
    });
  });
}
