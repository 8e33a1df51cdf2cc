import { mkdir, rm, rmdir, stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { errorCode } from '@touchstone/runtime/errors';

/** Holders need milliseconds; a mutex of this age belongs to a process that was killed. */
const staleMs = 10_000;

/**
 * Runs `use` while no other process does so with the same path. The mutex is a folder, which
 * only one process can create; it is held for moments, and outlives its holder only after a kill -9.
 */
export async function withMutex<T>(path: string, use: () => Promise<T>): Promise<T> {
  while (!(await tryCreate(path))) {
    if (await isStale(path)) await rmdir(path).catch(ignoreMissing);
    else await pause(20);
  }
  try {
    return await use();
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

async function tryCreate(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > staleMs;
  } catch (error) {
    ignoreMissing(error);
    return false;
  }
}

function ignoreMissing(error: unknown): void {
  if (errorCode(error) !== 'ENOENT') throw error;
}
