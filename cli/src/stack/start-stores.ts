import { randomBytes } from 'node:crypto';
import type { LoadedCourse } from '@touchstone/contracts';
import type { CourseFolder } from '@touchstone/course';
import { grantGraderRole, openPostgres, type Database } from '@touchstone/database';
import type { Sandbox } from '@touchstone/grader-api/offline';
import { freePort } from '@touchstone/servers';
import type { CourseStore } from '../control/course-calls.ts';
import { readCourses } from '../course/course-faults.ts';
import { storeCourses } from '../course/store-courses.ts';
import { addressOfRole, defaultGraderRole } from '../database-role/address-of-role.ts';
import type { Cleanup } from '../shared/cleanup.ts';
import { ensureLoopback } from '../shared/ensure-loopback.ts';
import { migrateToLatest } from '../shared/open-database.ts';
import { openSandbox } from '../shared/open-sandbox.ts';
import { waitForAll } from '../shared/wait-for-all.ts';
import { courseStoreIn } from '../stores/course-store.ts';
import type { RunningStackOptions } from './options.ts';
import {
  createPostgres,
  createRedis,
  type StackRedis,
  type StackServer,
} from '../stack-processes/servers.ts';
import { startAll } from './start-processes.ts';

/** PostgreSQL, with the courses loaded, and Redis. */
export interface Stores {
  postgres: StackServer;
  redis: StackRedis;
  database: Database;
  store: CourseStore;
  /** The URL of the database for the graders' role. */
  graderUrl: string;
  courses: readonly LoadedCourse[];
  /** The sandbox that graders will use. */
  sandbox: Pick<Sandbox, 'kind' | 'forgeable'>;
}

export async function startStores(options: RunningStackOptions, cleanup: Cleanup): Promise<Stores> {
  const { folder, onNotice, durable = true } = options;
  const common = { folder, durable, onNotice };
  const postgres = createPostgres({ ...common, port: await freePort() });
  const redis = createRedis({ ...common, port: await freePort() });
  const [folders] = await waitForAll([
    readCourses(options.courseFolders),
    startAll([postgres.process], cleanup),
    startAll([redis.process], cleanup),
  ]);
  const { database, graderUrl } = await prepareDatabase(postgres.url(), onNotice);
  cleanup.add(() => database.close());
  const store = courseStoreIn(database);
  const { courses, sandbox } = await fillStore(store, folders, options);
  return { postgres, redis, database, store, graderUrl, courses, sandbox };
}

/** Opens a sandbox of its own, since the graders do not run yet. */
async function fillStore(
  store: CourseStore,
  folders: readonly CourseFolder[],
  options: RunningStackOptions,
): Promise<Pick<Stores, 'courses' | 'sandbox'>> {
  const { onProgress, onNotice, signal } = options;
  const sandbox = await openSandbox(options.sandbox, onNotice);
  try {
    if (sandbox.forgeable) ensureLoopback(options, sandbox.kind);
    const courses = await storeCourses(folders, {
      onProgress,
      signal,
      store,
      sandbox,
      onWarning: (message) => onNotice(`Warning: ${message}`),
    });
    return { courses, sandbox };
  } finally {
    await sandbox.close();
  }
}

/** Migrates the database and gives the graders' role a new password. */
async function prepareDatabase(
  url: string,
  onNotice: (message: string) => void,
): Promise<{ database: Database; graderUrl: string }> {
  const database = openPostgres({ url, maxConnections: 2 });
  try {
    await migrateToLatest(database, onNotice);
    const password = randomBytes(24).toString('base64url');
    await grantGraderRole(database, { role: defaultGraderRole, password });
    return { database, graderUrl: addressOfRole(url, defaultGraderRole, password) };
  } catch (error) {
    await database.close();
    throw error;
  }
}
