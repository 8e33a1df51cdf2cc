import type { LoadedCourse } from '@touchstone/contracts';
import { createSmtpMailer } from '@touchstone/programming-api/mail';
import { networksOf } from '@touchstone/runtime';
import { freePort } from '@touchstone/servers';
import { acquireDataLock } from '../control/data-lock.ts';
import { builtPages } from '../shared/built-pages.ts';
import { startOrUndo, type Cleanup } from '../shared/cleanup.ts';
import { openDataFolder } from '../shared/data-folder.ts';
import { ensureLoopback } from '../shared/ensure-loopback.ts';
import { usualProxies } from '../shared/front.ts';
import { ensurePortIsFree } from '../shared/tcp-port.ts';
import { waitForAll } from '../shared/wait-for-all.ts';
import { backupStoreIn } from '../stores/backup-store.ts';
import { courseAdminIn } from '../stores/course-store.ts';
import {
  notifyOfCourses,
  notifyOfEndedSessions,
  notifyOfRegraded,
  notifyOfUsers,
} from '../stores/notify-apis.ts';
import { dateStoreIn } from '../stores/date-store.ts';
import { releaseStoreIn } from '../stores/release-store.ts';
import { auditStoreIn } from '../stores/audit-store.ts';
import { peopleStoreIn } from '../stores/people-store.ts';
import { pointsStoreIn } from '../stores/points-store.ts';
import { regradeStoreIn } from '../stores/regrade-store.ts';
import { userStoreIn } from '../stores/user-store.ts';
import type { StackOptions } from './options.ts';
import { createNginx } from '../stack-processes/servers.ts';
import { makeServiceHomes } from './service-homes.ts';
import { stackUsers } from '../stack-processes/stack-users.ts';
import { startAll } from './start-processes.ts';
import { startServices } from './start-services.ts';
import { startStores } from './start-stores.ts';
import type { StackProcess } from '../stack-processes/supervised.ts';

/** How long a mail that a command sends may take at the end. */
const mailCloseMs = 1_500;

export type { StackOptions } from './options.ts';
export type { StackProcess } from '../stack-processes/supervised.ts';

/** PostgreSQL, Redis, nginx, APIs and graders, as processes of this machine. */
export interface Stack {
  /** Through nginx. */
  readonly url: string;
  readonly publicUrl: string | null;
  /** With the owner's or an administrator's name and password: never log these. */
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** The services' addresses behind nginx, for health and metrics. */
  readonly graderUrls: readonly string[];
  readonly apiUrls: readonly string[];
  readonly folder: string;
  readonly courses: readonly LoadedCourse[];
  /** `postgres`, `redis`, `programming-api-1` …, `grader-api-1` …, `nginx`. */
  readonly processes: readonly StackProcess[];
  readonly postgres: StackProcess;
  readonly redis: StackProcess;
  readonly nginx: StackProcess;
  /** The process of that name. */
  process(name: string): StackProcess;
  /** Stops all processes in order. */
  close(): Promise<void>;
}

/**
 * Starts the stack and resolves when everything is ready. Rejects with a CommandError if the
 * folder or the port is in use, a server is not installed or a course has faults.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  return startOrUndo((cleanup) => start(options, cleanup), options.signal);
}

async function start(options: StackOptions, cleanup: Cleanup): Promise<Stack> {
  const { port, host = '127.0.0.1', trustedProxies = usualProxies(options), signal } = options;
  const { onProgress = () => undefined, onNotice = () => undefined } = options;
  if (options.sandbox === 'pyodide') ensureLoopback({ ...options, host }, 'pyodide');
  await ensurePortIsFree(host, port);
  const site = builtPages();
  const users = stackUsers();
  // The users of its processes must be able to enter it; its contents have their own modes.
  const mode = users === null ? 0o700 : 0o711;
  const folder = await openDataFolder(options.folder, mode);
  const lock = await acquireDataLock(folder, 'stack');
  cleanup.add(() => lock.release());

  onProgress('starting PostgreSQL and Redis …');
  const [stores, homes] = await waitForAll([
    startStores({ ...options, host, folder, onNotice }, cleanup),
    makeServiceHomes(folder, users, { signal, onNotice }),
  ]);
  signal?.throwIfAborted();
  onProgress('starting APIs and graders …');
  const services = await startServices(
    { ...options, host, folder, onNotice, stores, homes, users },
    cleanup,
  );
  signal?.throwIfAborted();
  const nginx = createNginx({
    ...services.ports,
    folder,
    host,
    port,
    uiPort: await freePort(),
    site,
    trustedNetworks: networksOf(trustedProxies),
    onNotice,
    user: users?.nginx ?? null,
  });
  await startAll([nginx.process], cleanup);
  signal?.throwIfAborted();

  const { postgres, redis, database, store, courses } = stores;
  const mailer = options.mail ? createSmtpMailer(options.mail) : null;
  cleanup.add(() => mailer?.close(mailCloseMs));
  lock.setUrl(nginx.url());
  lock.serve({
    ...userStoreIn(database, (hashes) => notifyOfEndedSessions(redis.url(), hashes, onNotice)),
    ...auditStoreIn(database),
    ...peopleStoreIn(database, {
      origin: options.publicUrl ?? nginx.url(),
      mailer,
      notifyEnded: (hashes) => notifyOfEndedSessions(redis.url(), hashes, onNotice),
      notifyRights: (userIds) => notifyOfUsers(redis.url(), userIds, onNotice),
    }),
    ...backupStoreIn(database),
    ...regradeStoreIn(database, (changed) => notifyOfRegraded(redis.url(), changed, onNotice)),
    ...pointsStoreIn(database, (userId) => notifyOfUsers(redis.url(), [userId], onNotice)),
    ...courseAdminIn(database, () => notifyOfCourses(redis.url())),
    ...dateStoreIn(database, () => notifyOfCourses(redis.url())),
    ...releaseStoreIn(database, () => notifyOfCourses(redis.url())),
    findRecords: (keys) => store.findRecords(keys),
    planCourse: (course, loading) => store.planCourse(course, loading),
    storeCourse: async (course, loading) => {
      const changes = await store.storeCourse(course, loading);
      await notifyOfCourses(redis.url());
      return changes;
    },
  });
  const processes = [postgres.process, redis.process, ...services.processes, nginx.process];
  return {
    url: nginx.url(),
    publicUrl: options.publicUrl ?? null,
    databaseUrl: postgres.url(),
    redisUrl: redis.url(),
    graderUrls: services.ports.graderPorts.map(urlOfPort),
    apiUrls: services.ports.apiPorts.map(urlOfPort),
    folder,
    courses,
    processes,
    postgres: postgres.process,
    redis: redis.process,
    nginx: nginx.process,
    process: (name) => named(processes, name),
    close: () => cleanup.run(),
  };
}

const urlOfPort = (port: number): string => `http://127.0.0.1:${port}`;

function named(processes: readonly StackProcess[], name: string): StackProcess {
  const process = processes.find((candidate) => candidate.name === name);
  if (process === undefined) throw new Error(`The stack has no process ${name}.`);
  return process;
}
