import { execFile } from 'node:child_process';
import { chown, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
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
  /** Made at first use; holds the database, its passwords and the log. */
  folder: string;
  port: number;
  /** False for tests: faster; a commit survives kill -9 as ever, but no power cut. */
  durable?: boolean;
  /** Settings as in postgresql.conf, `max_connections` for example. */
  settings?: Readonly<Record<string, string | number>>;
  onNotice?: (message: string) => void;
}

export interface RunningPostgres extends RunningServer {
  /** Database `touchstone` as its owner, who may create roles and is no superuser. */
  readonly url: string;
  /** Database `postgres` as superuser; for tests and administration. */
  readonly superuserUrl: string;
}

const owner = 'touchstone';
const superuser = 'postgres';
const startTimeoutMs = 30_000;
/** A commit still reaches the system's memory before it is told: it survives kill -9, no power cut. */
const forgetfulSettings = { fsync: 'off', full_page_writes: 'off' };
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
    ...(durable ? {} : forgetfulSettings),
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
    isReady: (pid) => saysReady(data, pid),
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
 * The server writes its state into line 8 of postmaster.pid, which is where pg_ctl looks too; a
 * file left by a killed server names another process in line 1.
 */
async function saysReady(data: string, pid: number): Promise<boolean> {
  try {
    const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}

/** After a kill -9 the backends live on for a moment, and the next server must wait for their end. */
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
 * Makes the cluster at first use and returns its folder. It gets its final name when it is
 * complete, so a start that was killed on the way leaves nothing that looks finished.
 */
async function prepareCluster(cluster: {
  folder: ServerFolder;
  ownerPassword: string;
  superuserPassword: string;
  durable: boolean;
}): Promise<string> {
  const { folder, ownerPassword, superuserPassword, durable } = cluster;
  const data = join(folder.path, 'data');
  if (await exists(data)) return serverOwned(folder, 'data');
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
      ...(durable ? [] : asArguments(forgetfulSettings)),
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

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
