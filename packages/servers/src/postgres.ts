import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { asKnownUser } from './known-user.ts';
import { storesUser } from './process-users.ts';
import { findPostgresProgram } from './programs.ts';
import {
  runServer,
  serverEnvironment,
  ServerStartError,
  type RunningServer,
} from './running-server.ts';
import { prepareFolder, secretIn, serverOwned, type ServerFolder } from './server-folder.ts';

export interface PostgresOptions {
  /** Created at first use; contains the database, its passwords and the log. */
  folder: string;
  port: number;
  /** False is faster, for tests: commits survive kill -9 but not a power cut. */
  durable?: boolean;
  /** Settings as in postgresql.conf, `max_connections` for example. */
  settings?: Readonly<Record<string, string | number>>;
  onNotice?: (message: string) => void;
}

export interface RunningPostgres extends RunningServer {
  /** Database `touchstone` as its owner, who can create roles but is not a superuser. */
  readonly url: string;
  /** Database `postgres` as superuser; for tests and administration. */
  readonly superuserUrl: string;
}

const owner = 'touchstone';
const superuser = 'postgres';
const startTimeoutMs = 30_000;
/** A commit still reaches the kernel's memory before it is confirmed, so it survives kill -9. */
const unsafeSettings = { fsync: 'off', full_page_writes: 'off' };
const run = promisify(execFile);

/** Starts PostgreSQL on 127.0.0.1 without a Unix socket; all roles log in by password (SCRAM). */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { port, durable = true } = options;
  const program = findPostgresProgram('postgres');
  const folder = await prepareFolder(options.folder, storesUser(), options.onNotice);
  const ownerPassword = await secretIn(folder, 'owner-password');
  const superuserPassword = await secretIn(folder, 'superuser-password');
  const data = await prepareCluster({ folder, ownerPassword, superuserPassword, durable });
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    ...(durable ? {} : unsafeSettings),
    ...options.settings,
  };
  const server = await runWhenReleased({
    name: 'postgres',
    program,
    arguments: ['-D', data, ...asArguments(settings)],
    folder,
    url: databaseUrl(owner, ownerPassword, port),
    port,
    stopSignal: 'SIGINT',
    isReady: (pid) => hasReadyState(data, pid),
    startTimeoutMs,
  });
  return { ...server, superuserUrl: databaseUrl(superuser, superuserPassword, port) };
}

/** Each role's home database has the role's name. */
const databaseUrl = (role: string, password: string, port: number): string =>
  `postgres://${role}:${password}@127.0.0.1:${port}/${role}`;

const asArguments = (settings: Readonly<Record<string, string | number>>): string[] =>
  Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/**
 * The server writes its state to line 8 of postmaster.pid, which pg_ctl reads too; a file left by a
 * killed server has another process id in line 1.
 */
async function hasReadyState(data: string, pid: number): Promise<boolean> {
  try {
    const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}

/** After a kill -9 the backends live on for a moment, and the next server must wait until they exit. */
async function runWhenReleased(options: Parameters<typeof runServer>[0]): Promise<RunningServer> {
  const deadline = performance.now() + startTimeoutMs;
  for (;;) {
    try {
      return await runServer(options);
    } catch (error) {
      const waiting =
        error instanceof ServerStartError && /shared memory block.*in use/.test(error.message);
      if (!waiting || performance.now() > deadline) throw error;
      await delay(100);
    }
  }
}

/**
 * Creates the cluster at first use and returns its folder. The folder gets its final name when it is
 * complete, so that an interrupted start leaves nothing that looks complete.
 */
async function prepareCluster(cluster: {
  folder: ServerFolder;
  ownerPassword: string;
  superuserPassword: string;
  durable: boolean;
}): Promise<string> {
  const { folder, ownerPassword, superuserPassword, durable } = cluster;
  const data = join(folder.path, 'data');
  if (existsSync(data)) return serverOwned(folder, 'data');
  await rm(join(folder.path, 'new'), { recursive: true, force: true });
  const staging = await serverOwned(folder, 'new');
  const passwordFile = join(staging, 'password');
  await writeFile(passwordFile, superuserPassword, { mode: 0o600 });
  if (folder.user !== null) await chown(passwordFile, folder.user.uid, folder.user.gid);

  const asServer = { cwd: staging, env: serverEnvironment, ...(folder.user ?? {}) };
  const unfinished = join(staging, 'data');
  const initdb = await asKnownUser(staging, [
    findPostgresProgram('initdb'),
    [
      ...['-D', unfinished, '-U', superuser, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
      ...['--encoding=UTF8', '--locale=C.UTF-8', ...(durable ? [] : ['--no-sync'])],
    ],
  ]);
  await run(...initdb, asServer);
  const single = await asKnownUser(staging, [
    findPostgresProgram('postgres'),
    [
      ...['--single', '-D', unfinished, '-c', 'exit_on_error=on'],
      ...(durable ? [] : asArguments(unsafeSettings)),
      'postgres',
    ],
  ]);
  const roleAndDatabase = run(...single, asServer);
  roleAndDatabase.child.stdin?.end(
    `CREATE ROLE ${owner} LOGIN CREATEROLE PASSWORD '${ownerPassword}'\n` +
      `CREATE DATABASE ${owner} OWNER ${owner}\n`,
  );
  await roleAndDatabase;
  await rename(unfinished, data);
  await rm(staging, { recursive: true });
  return data;
}
