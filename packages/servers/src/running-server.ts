import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { register, stopOrphan, unregister } from './orphan.ts';
import { killRemains, findRemains } from './remains.ts';
import type { ServerFolder } from './server-folder.ts';

/** How the server exited: on its own or by a signal. */
export interface ServerExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A server that answers on a port on loopback, as a child of this process. */
export interface RunningServer {
  readonly name: string;
  /** Contains the password if the server has one: never log it. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** The actual folder of the server's files (see `prepareFolder`). */
  readonly folder: string;
  readonly logFile: string;
  /** Resolves when the server's process and all that it has started have exited, for whatever reason. */
  readonly exited: Promise<ServerExit>;
  /** Stops the server in an orderly way, or by SIGKILL after a deadline; may be called again. */
  stop(): Promise<void>;
  /** Its processes that are still running. */
  remains(): Promise<number[]>;
  /** Sends a signal to the server's process group: SIGKILL, SIGSTOP, SIGCONT for fault tests. */
  kill(signal: NodeJS.Signals): void;
}

export interface ServerProcess {
  name: string;
  program: string;
  arguments: readonly string[];
  /** Written to the standard input, so that secrets are not on a command line. */
  input?: string;
  folder: ServerFolder;
  url: string;
  port: number;
  /** Requests an orderly stop. */
  stopSignal: NodeJS.Signals;
  /** True once the server answers; polled until the deadline. */
  isReady: (pid: number) => Promise<boolean>;
  startTimeoutMs?: number;
  stopTimeoutMs?: number;
}

/** A server did not start; the message ends with the tail of its log. */
export class ServerStartError extends Error {
  override name = 'ServerStartError';
}

/** The whole environment of child processes; they inherit nothing from the caller. */
export const serverEnvironment = { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' };

/**
 * The watchdog's standard input is a pipe from this process, which closes when this process exits,
 * even by kill -9. Then the watchdog stops the server: first with the signal $1 to process $2, then,
 * after five seconds, by killing its whole group.
 */
const watchdogScript = `
read -r _
kill -s "$1" "$2" 2>/dev/null
left=50
while kill -s 0 "$2" 2>/dev/null && [ "$left" -gt 0 ]; do sleep 0.1; left=$((left - 1)); done
kill -s KILL -- "-$2" 2>/dev/null
`;

/** Starts the process with a watchdog, in a separate process group; resolves once it is ready. */
export async function runServer(options: ServerProcess): Promise<RunningServer> {
  const { name, folder, startTimeoutMs = 30_000, stopTimeoutMs = 4_000 } = options;
  await stopOrphan(folder.path, name);
  const logFile = join(folder.path, `${name}.log`);
  const log = await open(logFile, 'a', 0o600);
  // Everybody could read the log of an earlier version.
  await log.chmod(0o600);
  const logStart = (await log.stat()).size;
  const child = spawn(options.program, options.arguments, {
    cwd: folder.path,
    detached: true,
    env: serverEnvironment,
    stdio: ['pipe', log.fd, log.fd],
    ...(folder.user ?? {}),
  });
  const exited = exitOf(child);
  await log.close();
  if (child.pid === undefined) {
    await exited;
    throw new ServerStartError(`${options.program} could not be run as ${runAs(folder)}`);
  }
  const pid = child.pid;
  // If a server exits before it has read its input, its exit is reported, not this stream's error.
  child.stdin?.on('error', () => undefined).end(options.input ?? '');
  const watchdog = startWatchdog(options.stopSignal, pid);
  const origin = { pid, server: { folder: folder.path, program: options.program } };
  const life = new AbortController();
  const ended = exited.then(async (exit) => {
    life.abort();
    watchdog.kill('SIGKILL');
    // Its children may outlive it, and hold its port and its locks.
    await killRemains(origin);
    await unregister(folder.path, name);
    return exit;
  });
  await register(folder.path, name, { pid, ended: life.signal });

  const kill = (signal: NodeJS.Signals): void => signalGroup(pid, signal);
  const stop = async (): Promise<void> => {
    child.kill(options.stopSignal);
    kill('SIGCONT');
    const timer = setTimeout(() => kill('SIGKILL'), stopTimeoutMs);
    await ended;
    clearTimeout(timer);
  };
  const failure = await waitUntilReady(options.isReady, pid, exited, startTimeoutMs);
  if (failure !== null) {
    await stop();
    const tail = (await readFile(logFile)).subarray(logStart).subarray(-4_000).toString().trim();
    throw new ServerStartError(`${name} did not start: ${failure}. Its log, ${logFile}:\n${tail}`);
  }
  const { url, port } = options;
  const remains = (): Promise<number[]> => findRemains(origin);
  return { name, url, port, pid, folder: folder.path, logFile, exited: ended, remains, stop, kill };
}

const runAs = ({ user }: ServerFolder): string =>
  user === null ? 'this user' : `uid ${user.uid}, gid ${user.gid}`;

function startWatchdog(stopSignal: NodeJS.Signals, pid: number): ChildProcess {
  const signalName = stopSignal.slice('SIG'.length);
  return spawn('/bin/sh', ['-c', watchdogScript, 'watchdog', signalName, String(pid)], {
    cwd: '/',
    detached: true,
    env: serverEnvironment,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
}

function exitOf(child: ChildProcess): Promise<ServerExit> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Null when ready, otherwise the reason. */
async function waitUntilReady(
  isReady: (pid: number) => Promise<boolean>,
  pid: number,
  exited: Promise<ServerExit>,
  timeoutMs: number,
): Promise<string | null> {
  const deadline = performance.now() + timeoutMs;
  let exit = null as ServerExit | null;
  void exited.then((seen) => (exit = seen));
  while (performance.now() < deadline) {
    if (await isReady(pid)) return null;
    if (exit !== null) return `it exited with ${exit.signal ?? `status ${exit.code ?? 'unknown'}`}`;
    await delay(20);
  }
  return `no answer within ${timeoutMs / 1000} s`;
}
