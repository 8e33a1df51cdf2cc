import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { coursesCacheTag, type LoadedCourse } from '@touchstone/contracts';
import type { CourseFolder } from '@touchstone/course';
import type { Database } from '@touchstone/database';
import type { Sandbox } from '@touchstone/grader-api/offline';
import { networksOf } from '@touchstone/service';
import { splitSlots } from '../all-in-one/slots.ts';
import { answerRequests } from '../control/answer-requests.ts';
import { acquireDataLock } from '../control/data-lock.ts';
import { storeIn, type CourseStore } from '../course/course-store.ts';
import { readCourses } from '../course/read-courses.ts';
import { storeCourses } from '../course/store-courses.ts';
import { builtPages } from '../ground/built-pages.ts';
import { startOrUndo, type Cleanup } from '../ground/cleanup.ts';
import { openDataFolder } from '../ground/data-folder.ts';
import { ensureLoopback } from '../ground/ensure-loopback.ts';
import { usualProxies } from '../ground/front.ts';
import { openSandbox } from '../ground/open-sandbox.ts';
import { ensurePortIsFree } from '../ground/tcp-port.ts';
import { tellApis } from '../ground/tell-apis.ts';
import { together } from '../ground/together.ts';
import { tellOfEnds } from '../users/tell-of-ends.ts';
import { userStoreIn } from '../users/user-store.ts';
import { prepareDatabase } from './database.ts';
import { freePorts } from './ports.ts';
import { listenForSandboxes } from './sandbox-socket.ts';
import {
  createNginx,
  createPostgres,
  createRedis,
  type StackRedis,
  type StackServer,
} from './servers.ts';
import { makeServiceHomes, type ServiceHomes } from './service-homes.ts';
import { createServices } from './services.ts';
import { stackUsers, type StackUsers } from './stack-users.ts';
import type { StackProcess } from './supervised.ts';

export type { StackProcess } from './supervised.ts';

export interface StackOptions {
  /** Of nginx. */
  port: number;
  /** The address that nginx listens on; 127.0.0.1 by default. */
  host?: string;
  /** The origin that browsers go to, when that is not where nginx listens. */
  publicUrl?: string;
  /** Addresses and networks of proxies in front of nginx; else `usualProxies`. */
  trustedProxies?: readonly string[];
  /** Host names that requests may name besides the public URL's, or else this machine's addresses. */
  allowedHosts?: readonly string[];
  /** The servers' files and all logs. */
  folder: string;
  courseFolders: readonly string[];
  apis: number;
  graders: number;
  sandbox: Sandbox['kind'] | 'auto';
  /**
   * True (the default): nothing is lost over a power cut. False, for tests: PostgreSQL does not wait
   * for the disk, and Redis keeps nothing at all over its end.
   */
  durable?: boolean;
  /** Settings of each API and of each grader besides the stack's own, by their variables' names. */
  apiSettings?: Readonly<Record<string, string>>;
  graderSettings?: Readonly<Record<string, string>>;
  /** Ends a start under way; nothing is left running. */
  signal?: AbortSignal;
  onProgress?: (text: string) => void;
  /** Told of ends that nobody asked for, and of what is not as it should be. */
  onNotice?: (message: string) => void;
}

/** PostgreSQL, Redis, nginx, APIs and graders, as processes of this machine. */
export interface Stack {
  /** Through nginx. */
  readonly url: string;
  readonly publicUrl: string | null;
  /** With name and password, the owner's and an administrator's: never log these. */
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Each grader's own HTTP, past nginx: health and metrics. */
  readonly graderUrls: readonly string[];
  readonly folder: string;
  readonly courses: readonly LoadedCourse[];
  /** `postgres`, `redis`, `programming-api-1` …, `grader-api-1` …, `nginx`. */
  readonly processes: readonly StackProcess[];
  readonly postgres: StackProcess;
  readonly redis: StackProcess;
  readonly nginx: StackProcess;
  /** One by its name. */
  process(name: string): StackProcess;
  /** Stops all in order; no process is left. */
  close(): Promise<void>;
}

/**
 * Starts the stack and resolves when everything is ready. Rejects with a CommandError when the
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
  // Its processes' users must be able to pass; what is inside has modes of its own.
  const mode = users === null ? 0o700 : 0o711;
  const folder = await openDataFolder(options.folder, mode);
  const lock = await acquireDataLock(folder, 'stack');
  cleanup.add(() => lock.release());

  onProgress('starting PostgreSQL and Redis …');
  const [stores, homes] = await together([
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
  const [uiPort = 0] = await freePorts(1);
  const trustedNetworks = networksOf(trustedProxies);
  const nginx = createNginx({
    ...{ folder, host, port, uiPort, ...services.ports, site, trustedNetworks, onNotice },
    user: users?.nginx ?? null,
  });
  await startAll([nginx.process], cleanup);
  signal?.throwIfAborted();

  const { postgres, redis, database, store, courses } = stores;
  lock.setUrl(nginx.url());
  answerRequests(lock, {
    findRecords: (keys) => store.findRecords(keys),
    load: async (course) => {
      const changes = await store.store(course);
      await tellApis(redis.url(), [coursesCacheTag]);
      return changes;
    },
    users: userStoreIn(database, (tokenHashes) => tellOfEnds(redis.url(), tokenHashes, onNotice)),
  });
  const processes = [postgres.process, redis.process, ...services.processes, nginx.process];
  return {
    url: nginx.url(),
    publicUrl: options.publicUrl ?? null,
    databaseUrl: postgres.url(),
    redisUrl: redis.url(),
    graderUrls: services.ports.graderPorts.map((grader) => `http://127.0.0.1:${grader}`),
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

type Options = StackOptions & Required<Pick<StackOptions, 'host' | 'onNotice'>>;

/** PostgreSQL, ready with the courses in it, and Redis. */
interface Stores {
  postgres: StackServer;
  redis: StackRedis;
  database: Database;
  store: CourseStore;
  /** The database's address with the graders' role. */
  graderUrl: string;
  courses: readonly LoadedCourse[];
  /** What graders are to grade in. */
  sandbox: Pick<Sandbox, 'kind' | 'forgeable'>;
}

async function startStores(options: Options, cleanup: Cleanup): Promise<Stores> {
  const { folder, onNotice, durable = true } = options;
  const [postgresPort = 0, redisPort = 0] = await freePorts(2);
  const postgres = createPostgres({ folder, port: postgresPort, durable, onNotice });
  const redis = createRedis({ folder, port: redisPort, durable, onNotice });
  const [folders] = await together([
    readCourses(options.courseFolders),
    startAll([postgres.process], cleanup),
    startAll([redis.process], cleanup),
  ]);
  const { database, graderUrl } = await prepareDatabase(postgres.url(), onNotice);
  cleanup.add(() => database.close());
  const store = storeIn(database);
  const { courses, sandbox } = await fillStore(store, folders, options);
  return { postgres, redis, database, store, graderUrl, courses, sandbox };
}

/** In a sandbox of its own kind, since the graders are not there yet. */
async function fillStore(
  store: CourseStore,
  folders: readonly CourseFolder[],
  options: Options,
): Promise<Pick<Stores, 'courses' | 'sandbox'>> {
  const { onProgress, onNotice, signal } = options;
  const sandbox = await openSandbox(options.sandbox, onNotice);
  try {
    if (sandbox.forgeable) ensureLoopback(options, sandbox.kind);
    const courses = await storeCourses(folders, {
      ...{ onProgress, signal, store, sandbox },
      onWarning: (message) => onNotice(`Warning: ${message}`),
    });
    return { courses, sandbox };
  } finally {
    await sandbox.close();
  }
}

async function startServices(
  options: Options & { stores: Stores; homes: ServiceHomes; users: StackUsers | null },
  cleanup: Cleanup,
): Promise<{
  processes: StackProcess[];
  ports: { apiPorts: number[]; graderPorts: number[] };
}> {
  const { stores, homes, users, signal, onNotice } = options;
  const sandboxSocket =
    users === null || stores.sandbox.kind !== 'bubblewrap'
      ? null
      : await listenForSandboxes({ ...homes.grader, user: users.grader }, onNotice);
  cleanup.add(() => sandboxSocket?.close());
  const servicePorts = await freePorts(options.apis + options.graders);
  const apiPorts = servicePorts.slice(0, options.apis);
  const graderPorts = servicePorts.slice(options.apis);
  const { apis, graders } = await createServices({
    ...options,
    apiPorts,
    graderPorts,
    databaseUrl: stores.postgres.url(),
    graderDatabaseUrl: stores.graderUrl,
    redisUrl: stores.redis.userUrl('api'),
    graderRedisUrl: stores.redis.userUrl('grader'),
    graderSecret: randomBytes(32).toString('base64url'),
    slots: splitSlots(options.graders, availableParallelism()),
    sandbox: stores.sandbox.kind,
    sandboxSocket: sandboxSocket?.path ?? null,
    forgeable: stores.sandbox.forgeable,
  });
  const processes = [...apis, ...graders];
  // Stopped in reverse order: graders can still hand their results to the APIs.
  await abortable(signal, processes, () =>
    together([startAll(apis, cleanup), startAll(graders, cleanup)]),
  );
  return { processes, ports: { apiPorts, graderPorts } };
}

/** Processes of one kind start at once and are stopped at once. */
async function startAll(processes: readonly StackProcess[], cleanup: Cleanup): Promise<void> {
  cleanup.add(() => together(processes.map((process) => process.stop())));
  await together(processes.map((process) => process.start()));
}

/** Ends the starts under way as soon as the signal aborts. */
async function abortable(
  signal: AbortSignal | undefined,
  processes: readonly StackProcess[],
  start: () => Promise<unknown>,
): Promise<void> {
  const stop = () => {
    for (const process of processes) void process.stop();
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await start();
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

function named(processes: readonly StackProcess[], name: string): StackProcess {
  const process = processes.find((candidate) => candidate.name === name);
  if (process === undefined) throw new Error(`The stack has no process ${name}.`);
  return process;
}
