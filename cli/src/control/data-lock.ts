import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { errorCode, messageOf } from '@touchstone/runtime/errors';
import { CommandError } from '../command-error.ts';
import type { Holder, Store } from './calls.ts';
import { isHeld, readHolder } from './client.ts';
import { withMutex } from './mutex.ts';
import { controlSocketPath, withShortSocketPath } from './socket-path.ts';

/**
 * One process at a time may open a data folder: PGlite has no lock of its own, and two processes
 * that open the same folder lose data. The lock is the control socket, `control.sock` in the
 * folder, which only the owner can connect to:
 *
 *   free  -> held   no socket, or one that refuses connections (its process was killed)
 *   held  -> held   the socket accepts a connection: a second process is refused
 *   held  -> free   release, after everything in the folder is closed; or the process dies
 *
 * Looking, removing a dead socket and listening happen inside a mutex. Otherwise, of two processes
 * that start at once, one could remove the socket that the other has just made.
 */
export interface DataLock {
  /** Answers calls of commands from now on; until then they are refused. */
  serve(store: Store): void;
  /** Publishes the system's address in the status. */
  setUrl(url: string): void;
  release(): Promise<void>;
}

/**
 * Takes the lock of a folder (its real path). Rejects with a CommandError when another process
 * holds it, which says where that process runs.
 */
export async function acquireDataLock(folder: string, command: string): Promise<DataLock> {
  if (await isHeld(folder)) throw await heldError(folder);
  const holder: Holder = { command, pid: process.pid, url: null };
  let current: Store | null = null;
  // Loaded only now, so that a refusal is quick.
  const { createControlServer } = await import('./server.ts');
  const app = await createControlServer(holder, () => current);

  const mutex = join(folder, 'control.lock');
  const listening = await withMutex(mutex, async () => {
    if (await isHeld(folder)) return false;
    await rm(controlSocketPath(folder), { force: true });
    await withShortSocketPath(folder, (path) => listenOwnerOnly(app.server, path));
    return true;
  }).catch((error: unknown) => {
    throw isDiskFull(error) ? diskFullError(folder, error) : error;
  });
  if (!listening) throw await heldError(folder);

  return {
    serve: (store) => {
      current = store;
    },
    setUrl: (url) => {
      holder.url = url;
    },
    // Inside the mutex, because closing removes the socket by its path, even one of another process.
    release: async () => {
      const close = async () => {
        await rm(controlSocketPath(folder), { force: true });
        const closed = app.close();
        app.server.closeAllConnections();
        await closed;
      };
      // On a full disk nobody can make the mutex, so no other process can start either.
      await withMutex(mutex, close).catch((error: unknown) => {
        if (!isDiskFull(error)) throw error;
        return close();
      });
    },
  };
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
      `Cannot create a control socket in the data folder: ${messageOf(error)}.`,
      { cause: error, next: 'Name a folder on a local file system with --data DIR.' },
    );
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
  const holder = await readHolder(folder);
  const next = 'Stop that process first, or name another folder with --data DIR.';
  if (holder === null) {
    return new CommandError(`Another process uses the data folder ${folder}.`, { next });
  }
  const { command, pid, url } = holder;
  const where = url === null ? `it is starting` : `it runs at ${url}`;
  return new CommandError(
    `The data folder ${folder} is in use by \`touchstone ${command}\`, process ${String(pid)}: ${where}.`,
    { next },
  );
}
