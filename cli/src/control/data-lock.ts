import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { CommandError, errorCode, messageOf } from '../command-error.ts';
import { askHolder, connectToHolder } from './client.ts';
import { readLine, writeLine } from './line.ts';
import { withMutex } from './mutex.ts';
import { controlRequestSchema, lineMaxBytes } from './protocol.ts';
import type { ControlReply, ControlRequest, Holder } from './protocol.ts';
import { controlSocketPath, withShortSocketPath } from './socket-path.ts';

/**
 * One process at a time may open a data folder: PGlite has no lock of its own, and two that open
 * it lose data. The lock is the control socket, `control.sock` in the folder, which only the owner
 * can connect to:
 *
 *   free  -> held   no socket, or one that refuses connections (its process was killed)
 *   held  -> held   the socket takes a connection: whoever comes second is refused
 *   held  -> free   release, after everything in the folder is closed; or the process dies
 *
 * Looking, removing a dead socket and listening happen inside a mutex, so that of two starters
 * neither removes the socket that the other has just made.
 */
export interface DataLock {
  /** Answers requests from now on; until then every one but `status` is refused. */
  answer(handler: (request: ControlRequest) => Promise<ControlReply>): void;
  /** What `status` says: set when the address is known. */
  setUrl(url: string): void;
  release(): Promise<void>;
}

const answerTimeoutMs = 2_000;

/**
 * Takes the lock of a folder (its real path). Rejects with a CommandError when another process
 * holds it; says where that one runs.
 */
export async function acquireDataLock(folder: string, command: string): Promise<DataLock> {
  const holder: Holder = { command, pid: process.pid, url: null };
  let handle: (request: ControlRequest) => Promise<ControlReply> = () =>
    Promise.resolve({ kind: 'refused', message: 'It is still starting; try again in a moment.' });

  const mutex = join(folder, 'control.lock');
  const connections = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    void serve(socket, (request) =>
      request.kind === 'status' ? Promise.resolve({ kind: 'status', holder }) : handle(request),
    );
  });

  const listening = await withMutex(mutex, async () => {
    if (await isHeld(folder)) return false;
    await rm(controlSocketPath(folder), { force: true });
    await withShortSocketPath(folder, (path) => listenOwnerOnly(server, path));
    return true;
  }).catch((error: unknown) => {
    throw isDiskFull(error) ? diskFullError(folder, error) : error;
  });
  if (!listening) throw await heldError(folder);

  return {
    answer: (handler) => {
      handle = handler;
    },
    setUrl: (url) => {
      holder.url = url;
    },
    // Inside the mutex, because closing removes the socket by its path, whosoever it is by then.
    release: async () => {
      const close = async () => {
        await rm(controlSocketPath(folder), { force: true });
        for (const socket of connections) socket.destroy();
        server.close();
        await once(server, 'close');
      };
      // Where there is no room for the mutex no starter gets it either.
      await withMutex(mutex, close).catch((error: unknown) => {
        if (!isDiskFull(error)) throw error;
        return close();
      });
    },
  };
}

/** True when a process holds the folder. Connecting is enough to know: the kernel takes connections for a process that is busy. */
export async function isHeld(folder: string): Promise<boolean> {
  try {
    (await connectToHolder(folder)).destroy();
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTSOCK') return false;
    if (code === 'EAGAIN') return true;
    throw new CommandError(
      `The control socket in ${folder} can't be reached: ${messageOf(error)}.`,
      {
        cause: error,
        next: 'Run the command as the user to whom the folder belongs, or name another with --data DIR.',
      },
    );
  }
}

/** Binds with the mode 0600; the umask is right only because Node binds before it returns. */
async function listenOwnerOnly(server: Server, path: string): Promise<void> {
  const before = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new CommandError(
      `No control socket can be made in the data folder: ${messageOf(error)}.`,
      {
        cause: error,
        next: 'Name a folder on a local file system with --data DIR.',
      },
    );
  }
}

async function serve(
  socket: Socket,
  handle: (request: ControlRequest) => Promise<ControlReply>,
): Promise<void> {
  try {
    const line = await readLine(socket, { maxBytes: lineMaxBytes, timeoutMs: 30_000 });
    socket.setTimeout(0);
    const request = controlRequestSchema.safeParse(JSON.parse(line));
    writeLine(
      socket,
      request.success
        ? await handle(request.data)
        : { kind: 'refused', message: 'The request is not of the form that this version knows.' },
    );
  } catch (error) {
    // A connection that asks nothing is a starter that looks whether this process is alive.
    if (socket.writable) writeLine(socket, { kind: 'refused', message: messageOf(error) });
  }
}

const isDiskFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT'].includes(errorCode(error) ?? '');

const diskFullError = (folder: string, cause: unknown): CommandError =>
  new CommandError(`The data folder ${folder} can't be used: the disk is full.`, {
    cause,
    next: 'Make room on it, or name a folder on another disk with --data DIR.',
  });

async function heldError(folder: string): Promise<CommandError> {
  const reply = await askHolder(folder, { kind: 'status' }, answerTimeoutMs).catch(() => null);
  const next = 'Stop that one first, or name another folder with --data DIR.';
  if (reply?.kind !== 'status') {
    return new CommandError(`Another process uses the data folder ${folder}.`, { next });
  }
  const { command, pid, url } = reply.holder;
  const where = url === null ? `it is starting` : `it runs at ${url}`;
  return new CommandError(
    `The data folder ${folder} is in use by \`touchstone ${command}\`, process ${String(pid)}: ${where}.`,
    { next },
  );
}
