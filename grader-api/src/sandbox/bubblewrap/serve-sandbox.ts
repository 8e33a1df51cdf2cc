import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { encodeFrame } from '../frame-codec.ts';
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
import { launchRequestSchema, maxRequestBytes } from './launcher-protocol.ts';

export interface SandboxService {
  /**
   * Starts the sandbox that a connection requests, and passes the connection to it. Never rejects;
   * resolves when the sandbox has exited.
   */
  serve(connection: Socket): Promise<void>;
}

export interface SandboxServiceOptions extends LaunchOptions {
  /** Receives what the keeper of a sandbox reports about failures of ours. */
  readonly onWarning: (message: string) => void;
}

const requestMs = 10_000;
/** No grader needs more at once. */
const maxSandboxes = 256;

/** Starts sandboxes for graders that run as other users. Graders decide only which modules to preload. */
export function createSandboxService(options: SandboxServiceOptions): SandboxService {
  const { python, onWarning } = options;
  const cgroups = createGradingCgroups({ python, ownerId: sandboxId(options) });
  let running = 0;
  return {
    async serve(connection) {
      connection.on('error', () => undefined);
      running += 1;
      try {
        if (running > maxSandboxes) throw new SandboxError('too many sandboxes are running');
        const preload = await readRequest(connection);
        await send(connection, { kind: 'launched', ...(await partsOfSandboxes(python, cgroups)) });
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
    connection.setTimeout(requestMs, () => refuse('did not arrive in time'));
    connection.on('close', () => refuse('was cut off'));
    connection.on('end', () => refuse('was cut off'));
    connection.on('data', (chunk: Buffer) => {
      read += chunk.toString('latin1');
      if (read.length > maxRequestBytes) refuse('is too long');
      if (!read.includes('\n')) return;
      // The supervisor reads all further bytes.
      connection.pause();
      if (read.endsWith('\n')) resolve(read);
      else refuse('is followed by more bytes');
    });
  });
  connection.setTimeout(0);
  connection.removeAllListeners('data');
  try {
    return launchRequestSchema.parse(JSON.parse(text)).preload;
  } catch (cause) {
    throw new SandboxError('this version does not know the form of the request for a sandbox', {
      cause,
    });
  }
}

/**
 * Passes the connection to the sandbox's keeper (grader-image/keeper/keep.py), which runs as the
 * sandbox's user. The keeper exits when the connection ends, and when this process exits.
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
    // Also through an open file, because the keeper's user may be unable to read the path.
    const program = 'import sys; exec(open(int(sys.argv.pop(1))).read())';
    const sourceFd = String(3 + files.length);
    const keeper = spawn(python, ['-I', '-S', '-B', '-c', program, sourceFd, 'bwrap', ...words], {
      ...(id === null ? {} : { uid: id, gid: id }),
      env: { PATH: systemPath },
      cwd: '/',
      detached: true,
      stdio: [connection, connection, 'pipe', ...files, source.fd],
    });
    const exited = once(keeper, 'close').catch((error: unknown) => {
      throw startError(python, error as NodeJS.ErrnoException);
    });
    exited.catch(() => undefined);
    let errors = '';
    keeper.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString().slice(0, 4_096)));
    await Promise.all([source.close(), close()]);
    if (keeper.pid !== undefined) {
      connection.destroy();
      await refuseHostRoot(keeper.pid).catch((error: unknown) => {
        keeper.kill('SIGKILL');
        throw error;
      });
    }
    await exited;
    if (errors !== '') onWarning(`The keeper of a sandbox failed: ${errors.trim()}`);
  } finally {
    await release().catch((error: unknown) => {
      onWarning(String(error));
    });
  }
}

/** Worded like bubblewrap's message about the same Python, so that `withRemedy` finds the same remedy. */
function startError(python: string, error: NodeJS.ErrnoException): SandboxError {
  const why = error.code === 'ENOENT' ? 'No such file or directory' : 'Permission denied';
  return new SandboxError(`the sandbox does not start: execvp ${python}: ${why}`, { cause: error });
}

function refuse(connection: Socket, error: unknown): Promise<void> {
  return send(connection, {
    kind: 'refused',
    message: error instanceof UnfitHostError ? error.seen : messageOf(error),
    advice: error instanceof UnfitHostError ? error.advice : null,
  });
}

const messageOf = (error: unknown): string =>
  error instanceof SandboxError
    ? error.message
    : 'the sandbox cannot be started; see the log of the launcher';

function send(connection: Socket, frame: object): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!connection.writable) reject(new SandboxError('the grader has closed the connection'));
    connection.write(encodeFrame(frame), (error) => {
      if (error) reject(new SandboxError('the grader has closed the connection', { cause: error }));
      else resolve();
    });
  });
}
