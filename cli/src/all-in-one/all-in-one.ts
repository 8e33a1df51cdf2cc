import type { LoadedCourse } from '@touchstone/contracts';
import type { CourseFolder } from '@touchstone/course';
import type { Database } from '@touchstone/database';
import type { Sandbox } from '@touchstone/grader-api/offline';
import type { CourseStore } from '../course/course-store.ts';
import { answerRequests } from '../control/answer-requests.ts';
import { acquireDataLock } from '../control/data-lock.ts';
import { inUrl } from '../ground/addresses.ts';
import { builtPages } from '../ground/built-pages.ts';
import { startOrUndo, type Cleanup } from '../ground/cleanup.ts';
import { openDataFolder } from '../ground/data-folder.ts';
import { ensureLoopback } from '../ground/ensure-loopback.ts';
import { ensurePortIsFree } from '../ground/tcp-port.ts';
import { together } from '../ground/together.ts';
import type { AllInOneOptions } from './options.ts';

export type { AllInOneOptions } from './options.ts';

/** Page, API, database and graders in this process. */
export interface AllInOne {
  readonly url: string;
  readonly publicUrl: string | null;
  /** The sandbox in use, in one line. */
  readonly sandbox: string;
  readonly dataFolder: string;
  readonly courses: readonly LoadedCourse[];
  /** Ends everything; what isn't graded yet stays in the database for the next start. */
  close(): Promise<void>;
}

/**
 * Starts the all-in-one. Rejects with a CommandError when the folder is in use or can't be used,
 * when the port is taken, when a course has faults (with all of them), or without a sandbox.
 */
export async function startAllInOne(options: AllInOneOptions): Promise<AllInOne> {
  return startOrUndo((cleanup) => start(options, cleanup), options.signal);
}

async function start(options: AllInOneOptions, cleanup: Cleanup): Promise<AllInOne> {
  const { host, port, signal, onProgress = () => undefined } = options;
  const pages = builtPages();
  if (options.sandbox === 'pyodide') ensureLoopback(options, 'pyodide');
  await ensurePortIsFree(host, port);
  const dataFolder = await openDataFolder(options.dataFolder);
  const lock = await acquireDataLock(dataFolder, 'start');
  cleanup.add(() => lock.release());

  // Imported when their turn comes: a refusal is quick, and the database opens meanwhile.
  onProgress('reading the courses …');
  const { readCourses } = await import('../course/read-courses.ts');
  const folders = await readCourses(options.courseFolders);
  signal?.throwIfAborted();
  onProgress('opening the database …');
  const [database, sandbox, services, { userStoreIn }] = await together([
    openDatabase(dataFolder, cleanup),
    openSandbox(options, cleanup),
    import('./services.ts'),
    import('../users/user-store.ts'),
  ]);
  signal?.throwIfAborted();
  const { store, courses } = await storeCourses(folders, options, { database, sandbox });
  signal?.throwIfAborted();

  onProgress('starting the services …');
  const api = await services.startServices({
    ...{ ...options, dataFolder, pages, database, sandbox, cleanup },
  });
  const url = `http://${inUrl(host)}:${port}`;
  lock.setUrl(url);
  answerRequests(lock, {
    findRecords: (keys) => store.findRecords(keys),
    load: (course) => api.reloadCourse(course),
    users: userStoreIn(database, (tokenHashes) => api.tellEnded(tokenHashes)),
  });
  return {
    url,
    publicUrl: options.publicUrl ?? null,
    sandbox: sandbox.description,
    dataFolder,
    courses,
    close: () => cleanup.run(),
  };
}

async function openDatabase(dataFolder: string, cleanup: Cleanup): Promise<Database> {
  const [{ bringUpToDate, openDatabaseOf }, { expireAllAttempts }] = await Promise.all([
    import('../ground/open-database.ts'),
    import('@touchstone/database'),
  ]);
  const database = await openDatabaseOf(dataFolder);
  cleanup.add(() => database.close());
  await bringUpToDate(database);
  // Whoever graded here has ended, for this process holds the lock: nobody need wait for deadlines.
  await expireAllAttempts(database.kysely);
  return database;
}

async function openSandbox(options: AllInOneOptions, cleanup: Cleanup): Promise<Sandbox> {
  const { openSandbox: open } = await import('../ground/open-sandbox.ts');
  const sandbox = await open(options.sandbox, options.onWarning);
  cleanup.add(() => sandbox.close());
  if (sandbox.forgeable) ensureLoopback(options, sandbox.kind);
  return sandbox;
}

/** Rejects with the faults of assignments that are new or changed. */
async function storeCourses(
  folders: readonly CourseFolder[],
  options: AllInOneOptions,
  opened: { database: Database; sandbox: Sandbox },
): Promise<{ store: CourseStore; courses: readonly LoadedCourse[] }> {
  const [{ storeIn }, { storeCourses: storeAll }] = await Promise.all([
    import('../course/course-store.ts'),
    import('../course/store-courses.ts'),
  ]);
  const store = storeIn(opened.database);
  const { onProgress, onWarning, signal } = options;
  const { sandbox } = opened;
  const ground = { onProgress, onWarning, signal, store, sandbox };
  return { store, courses: await storeAll(folders, ground) };
}
