import type { LoadedCourse } from '@touchstone/contracts';
import type { CourseFolder } from '@touchstone/course';
import type { Database } from '@touchstone/database';
import type { Sandbox, SandboxObserver } from '@touchstone/grader-api/offline';
import type { CourseStore } from '../control/course-calls.ts';
import { acquireDataLock } from '../control/data-lock.ts';
import { inUrl } from '../shared/addresses.ts';
import { builtPages } from '../shared/built-pages.ts';
import { startOrUndo, type Cleanup } from '../shared/cleanup.ts';
import { openDataFolder } from '../shared/data-folder.ts';
import { ensureLoopback } from '../shared/ensure-loopback.ts';
import { ensurePortIsFree } from '../shared/tcp-port.ts';
import { waitForAll } from '../shared/wait-for-all.ts';
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
  /** Stops everything; what is not graded yet stays in the database for the next start. */
  close(): Promise<void>;
}

/**
 * Starts the all-in-one. Rejects with a CommandError if the folder is in use or can't be used, the
 * port is in use, a course has faults (with all of them), or there is no sandbox.
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

  // Modules are imported when they are needed: a refusal is quick, and the database opens meanwhile.
  onProgress('reading the courses …');
  const { readCourses } = await import('../course/course-faults.ts');
  const folders = await readCourses(options.courseFolders);
  signal?.throwIfAborted();
  onProgress('opening the database …');
  const { createMetrics } = await import('@touchstone/grader-api/metrics');
  const metrics = createMetrics();
  const [database, sandbox, services, stores] = await waitForAll([
    openDatabase(dataFolder, cleanup),
    openSandbox(options, metrics.sandbox, cleanup),
    import('./services.ts'),
    importStores(),
  ]);
  const { courseAdminIn, userStoreIn, backupStoreIn, regradeStoreIn } = stores;
  const { peopleStoreIn, dateStoreIn, releaseStoreIn, pointsStoreIn, auditStoreIn } = stores;
  signal?.throwIfAborted();
  const { store, courses } = await storeCourses(folders, options, { database, sandbox });
  signal?.throwIfAborted();

  onProgress('starting the services …');
  const { api, mailer } = await services.startServices({
    ...options,
    dataFolder,
    pages,
    database,
    sandbox,
    metrics,
    cleanup,
  });
  const url = `http://${inUrl(host)}:${port}`;
  lock.setUrl(url);
  lock.serve({
    findRecords: (keys) => store.findRecords(keys),
    planCourse: (course, loading) => store.planCourse(course, loading),
    storeCourse: (course, loading) => api.reloadCourse(course, { ...loading, actor: null }),
    ...courseAdminIn(database, () => api.announceCourses()),
    ...dateStoreIn(database, () => api.announceCourses()),
    ...releaseStoreIn(database, () => api.announceCourses()),
    ...userStoreIn(database, (tokenHashes) => api.announceEndedSessions(tokenHashes)),
    ...peopleStoreIn(database, {
      origin: options.publicUrl ?? url,
      mailer,
      notifyEnded: (tokenHashes) => api.announceEndedSessions(tokenHashes),
      notifyRights: (userIds) => api.announceRights(userIds),
    }),
    ...auditStoreIn(database),
    ...backupStoreIn(database),
    ...regradeStoreIn(database, (changed) => api.announceChanged(changed)),
    ...pointsStoreIn(database, (userId) => api.announcePoints(userId)),
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

async function importStores() {
  const [courses, users, backups, regrades, people, dates, releases, points, audit] =
    await Promise.all([
      import('../stores/course-store.ts'),
      import('../stores/user-store.ts'),
      import('../stores/backup-store.ts'),
      import('../stores/regrade-store.ts'),
      import('../stores/people-store.ts'),
      import('../stores/date-store.ts'),
      import('../stores/release-store.ts'),
      import('../stores/points-store.ts'),
      import('../stores/audit-store.ts'),
    ]);
  return {
    ...courses,
    ...users,
    ...backups,
    ...regrades,
    ...people,
    ...dates,
    ...releases,
    ...points,
    ...audit,
  };
}

async function openDatabase(dataFolder: string, cleanup: Cleanup): Promise<Database> {
  const [{ migrateToLatest, openDatabaseOf }, { expireAllAttempts }] = await Promise.all([
    import('../shared/open-database.ts'),
    import('@touchstone/database'),
  ]);
  const database = await openDatabaseOf(dataFolder);
  cleanup.add(() => database.close());
  await migrateToLatest(database);
  // This process holds the lock, so earlier graders are gone: no need to wait for their deadlines.
  await expireAllAttempts(database.kysely);
  return database;
}

async function openSandbox(
  { sandbox: kind, onWarning, ...options }: AllInOneOptions,
  observer: SandboxObserver,
  cleanup: Cleanup,
): Promise<Sandbox> {
  const { openSandbox: open } = await import('../shared/open-sandbox.ts');
  const sandbox = await open(kind, onWarning, observer);
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
  const [{ courseStoreIn }, { storeCourses: storeAll }] = await Promise.all([
    import('../stores/course-store.ts'),
    import('../course/store-courses.ts'),
  ]);
  const store = courseStoreIn(opened.database);
  const { onProgress, onWarning, signal } = options;
  const { sandbox } = opened;
  const ground = { onProgress, onWarning, signal, store, sandbox };
  return { store, courses: await storeAll(folders, ground) };
}
