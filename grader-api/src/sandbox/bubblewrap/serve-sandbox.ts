import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { encodeFrame } from '../frames.ts';
import { SandboxError, UnfitHostError } from '../sandbox.ts';
import { keeperFile } from '../sources.ts';
import { createGradingCgroups, type GradingCgroups } from './grading-cgroups.ts';
import { refuseHostRoot } from './host.ts';
import {
  partsOfSandboxes,
  prepareSandbox,
  sandboxId,
  systemPath,
  type LaunchOptions,
} from './launch.ts';
import { launchRequestSchema, requestMaxBytes } from './launcher-words.ts';

export interface SandboxService {
  /**
   * Starts the one sandbox that a connection asks for, and hands the connection over to it; never
   * rejects. Resolves when the sandbox has ended.
   */
  serve(connection: Socket): Promise<void>;
}

export interface SandboxServiceOptions extends LaunchOptions {
  /** Told what the keeper of a sandbox says, which is about faults of ours. */
  readonly onWarning: (message: string) => void;
}

const requestMs = 10_000;
/** More at once are a fault of who asks. */
const sandboxesMax = 256;

/** Starts sandboxes for graders that run as other users, and believes them nothing but what to preload. */
export function createSandboxService(options: SandboxServiceOptions): SandboxService {
  const { python, onWarning } = options;
  const cgroups = createGradingCgroups({ python, ownerId: sandboxId(options) });
  let running = 0;
  return {
    async serve(connection) {
      connection.on('error', () => undefined);
      running += 1;
      try {
        if (running > sandboxesMax) throw new SandboxError('too many sandboxes run at once');
        const preload = await readRequest(connection);
        await tell(connection, { kind: 'launched', ...(await partsOfSandboxes(python, cgroups)) });
        await keep(connection, preload, { ...options, cgroups });
      } catch (error) {
        await refuse(connection, error).catch(() => undefined);
        if (!(error instanceof SandboxError)) onWarning(String(error));
      } finally {
        connection.destroy();
        running -= 1;
      }
    },
  };
}

/** The modules to preload; nothing may follow the request before it is answered. */
async function readRequest(connection: Socket): Promise<string[]> {
  const text = await new Promise<string>((resolve, reject) => {
    let read = '';
    const refuse = (why: string) => {
      reject(new SandboxError(`the request for a sandbox ${why}`));
    };
    connection.setTimeout(requestMs, () => refuse('does not come'));
    connection.on('close', () => refuse('is cut off'));
    connection.on('end', () => refuse('is cut off'));
    connection.on('data', (chunk: Buffer) => {
      read += chunk.toString('latin1');
      if (read.length > requestMaxBytes) refuse('is too long');
      if (!read.includes('\n')) return;
      // From here on its bytes are the supervisor's to read.
      connection.pause();
      if (read.endsWith('\n')) resolve(read);
      else refuse('is followed by something');
    });
  });
  connection.setTimeout(0);
  connection.removeAllListeners('data');
  try {
    return launchRequestSchema.parse(JSON.parse(text)).preload;
  } catch (cause) {
    throw new SandboxError('the request for a sandbox is not of the form that this version knows', {
      cause,
    });
  }
}

/**
 * The sandbox's keeper (grader-image/keeper/keep.py) has the connection from here on, and runs as the
 * sandbox's user. It ends when the connection does, and when this process does.
 */
async function keep(
  connection: Socket,
  preload: readonly string[],
  options: SandboxServiceOptions & { cgroups: GradingCgroups },
): Promise<void> {
  const { python, cgroups, onWarning } = options;
  const id = sandboxId(options);
  const { files, words, release, close } = await prepareSandbox({ python, preload, cgroups });
  try {
    const source = await open(keeperFile);
    // Through an open file as well: its user may be unable to read the file by its path.
    const program = 'import sys; exec(open(int(sys.argv.pop(1))).read())';
    const sourceFd = String(3 + files.length);
    const keeper = spawn(python, ['-I', '-S', '-B', '-c', program, sourceFd, 'bwrap', ...words], {
      ...(id === null ? {} : { uid: id, gid: id }),
      env: { PATH: systemPath },
      cwd: '/',
      detached: true,
      stdio: [connection, connection, 'pipe', ...files, source.fd],
    });
    const ended = once(keeper, 'close').catch((error: unknown) => {
      throw unstarted(python, error as NodeJS.ErrnoException);
    });
    ended.catch(() => undefined);
    let said = '';
    keeper.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString().slice(0, 4_096)));
    await Promise.all([source.close(), close()]);
    if (keeper.pid !== undefined) {
      connection.destroy();
      await refuseHostRoot(keeper.pid).catch((error: unknown) => {
        keeper.kill('SIGKILL');
        throw error;
      });
    }
    await ended;
    if (said !== '') onWarning(`The keeper of a sandbox failed: ${said.trim()}`);
  } finally {
    await release().catch((error: unknown) => {
      onWarning(String(error));
    });
  }
}

/** As bubblewrap would say of the same Python, so that the same remedy is told. */
function unstarted(python: string, error: NodeJS.ErrnoException): SandboxError {
  const why = error.code === 'ENOENT' ? 'No such file or directory' : 'Permission denied';
  return new SandboxError(`the sandbox does not start: execvp ${python}: ${why}`, { cause: error });
}

function refuse(connection: Socket, error: unknown): Promise<void> {
  return tell(connection, {
    kind: 'refused',
    message: error instanceof UnfitHostError ? error.seen : messageOf(error),
    advice: error instanceof UnfitHostError ? error.advice : null,
  });
}

const messageOf = (error: unknown): string =>
  error instanceof SandboxError
    ? error.message
    : 'the sandbox can’t be started: see the log of who starts it';

function tell(connection: Socket, frame: object): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!connection.writable) reject(new SandboxError('the grader has gone'));
    connection.write(encodeFrame(frame), (error) => {
      if (error) reject(new SandboxError('the grader has gone', { cause: error }));
      else resolve();
    });
  });
}
