import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { healthSchema } from '@touchstone/contracts';
import { findRemains } from '@touchstone/servers';
import { CommandError } from '../command-error.ts';
import type { Launched } from './launched.ts';
import type { ServiceHome } from './service-homes.ts';

export interface ServiceOptions {
  name: string;
  home: ServiceHome;
  /** All that the service gets, and no secret: every process of its user can read it. */
  environment: Readonly<Record<string, string>>;
  /** Where `/health/ready` answers, on loopback. */
  port: number;
  logFile: string;
  signal: AbortSignal;
}

/** In MB; Node.js takes 16 and fills them, tens of megabytes in each process, without being faster. */
const youngGeneration = '--max-semi-space-size=4';
const readyTimeoutMs = 45_000;
const stopTimeoutMs = 5_000;

/** Starts one of our services as a process; resolves when it says that it is ready. */
export async function launchService(options: ServiceOptions): Promise<Launched> {
  const { home } = options;
  const log = await open(options.logFile, 'a', 0o600);
  const logStart = (await log.stat()).size;
  const child = spawn(
    home.node,
    [youngGeneration, '--import', pathToFileURL(home.lifeline).href, home.main],
    {
      cwd: home.folder,
      // A process group of its own: Ctrl-C in the terminal reaches the stack alone.
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

/** Resolves when the process has ended and what it left in its process group is ended, too. */
function exitOf(child: ChildProcess): Launched['exited'] {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ code: null, signal: null }));
    child.once('exit', (code, signal) => {
      try {
        process.kill(-(child.pid ?? 0), 'SIGKILL');
      } catch {
        // Nothing was left.
      }
      resolve({ code, signal });
    });
  });
}

/** Null when ready, else why not. */
async function waitUntilReady(
  child: ChildProcess,
  { port, signal }: ServiceOptions,
): Promise<string | null> {
  const deadline = performance.now() + readyTimeoutMs;
  let reasons = 'it does not answer';
  while (performance.now() < deadline) {
    if (signal.aborted) return 'interrupted';
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      return 'it ended by itself';
    }
    const answer = await askHealth(port);
    if (answer === 'ready') return null;
    reasons = answer;
    await pause(50);
  }
  return `${reasons}, after ${readyTimeoutMs / 1000} s`;
}

async function askHealth(port: number): Promise<string> {
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
