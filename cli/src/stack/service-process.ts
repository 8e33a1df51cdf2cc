import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { healthSchema } from '@touchstone/contracts';
import { findRemains } from '@touchstone/servers';
import { CommandError } from '../command-error.ts';
import type { Launched } from '../stack-processes/launched.ts';
import type { ServiceHome } from './service-homes.ts';

export interface ServiceOptions {
  name: string;
  home: ServiceHome;
  /** The whole environment of the service. No secrets: every process of its user can read it. */
  environment: Readonly<Record<string, string>>;
  /** The port of `/health/ready` on loopback. */
  port: number;
  logFile: string;
  signal: AbortSignal;
}

/** In MB. Node.js uses 16 by default, which costs tens of megabytes per process and is not faster. */
const youngGeneration = '--max-semi-space-size=4';
/** Only stops what hangs: on a busy machine a grader needs a minute to test its sandbox. */
const readyTimeoutMs = 300_000;
const stopTimeoutMs = 5_000;

/** Starts one of our services as a process; resolves when it reports that it is ready. */
export async function launchService(options: ServiceOptions): Promise<Launched> {
  const { home } = options;
  const log = await open(options.logFile, 'a', 0o600);
  const logStart = (await log.stat()).size;
  const child = spawn(
    home.node,
    [youngGeneration, '--import', pathToFileURL(home.lifeline).href, home.main],
    {
      cwd: home.folder,
      // A separate process group: Ctrl-C in the terminal reaches only the stack.
      detached: true,
      env: options.environment,
      stdio: ['pipe', log.fd, log.fd],
      ...(home.user ?? {}),
    },
  );
  const exited = exitOf(child);
  await log.close();
  const launched = launchedOf(child, exited);

  const fault = await waitUntilReady(child, options);
  if (fault === null) return launched;
  await launched.stop();
  options.signal.throwIfAborted();
  const tail = (await readFile(options.logFile)).subarray(logStart).subarray(-2_000);
  throw new CommandError(`${options.name} did not start: ${fault}.`, {
    next: `Its log, ${options.logFile}, ends with:\n${tail.toString().trim()}`,
  });
}

function launchedOf(child: ChildProcess, exited: Launched['exited']): Launched {
  const kill = (signal: NodeJS.Signals) => void child.kill(signal);
  return {
    pid: child.pid ?? 0,
    exited,
    remains: () => findRemains({ pid: child.pid ?? 0 }),
    kill,
    stop: async () => {
      kill('SIGTERM');
      kill('SIGCONT');
      const timer = setTimeout(() => kill('SIGKILL'), stopTimeoutMs);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** Resolves when the process has exited and the rest of its process group is killed. */
function exitOf(child: ChildProcess): Launched['exited'] {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ code: null, signal: null }));
    child.once('exit', (code, signal) => {
      try {
        process.kill(-(child.pid ?? 0), 'SIGKILL');
      } catch {
        // The group is empty.
      }
      resolve({ code, signal });
    });
  });
}

/** Null when ready, otherwise the reason. */
async function waitUntilReady(
  child: ChildProcess,
  { port, signal }: ServiceOptions,
): Promise<string | null> {
  const deadline = performance.now() + readyTimeoutMs;
  let reasons = 'it does not answer';
  while (performance.now() < deadline) {
    if (signal.aborted) return 'interrupted';
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      return 'it exited';
    }
    const answer = await readHealth(port);
    if (answer === 'ready') return null;
    reasons = answer;
    await pause(50);
  }
  return `${reasons}, after ${readyTimeoutMs / 1000} s`;
}

async function readHealth(port: number): Promise<string> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health/ready`, {
      signal: AbortSignal.timeout(2_000),
    });
    const health = healthSchema.parse(await response.json());
    return health.ok || health.serves === true ? 'ready' : health.reasons.join(' ');
  } catch {
    return 'it does not answer';
  }
}
