import { statfs as statfsOfNode } from 'node:fs/promises';
import type { FastifyBaseLogger } from 'fastify';
import { ProblemError } from '../http/problems.ts';

/*
 * The floor below which nothing new is taken in, so that what was taken in can end: results of
 * gradings are still stored, and PostgreSQL and Redis go on. The stores write on these file systems;
 * they are looked at from time to time, never for a request.
 */

const lookEveryMs = 1_000;
const retryAfterSeconds = 30;

/** For students: the page keeps their code and tries again. */
const detail =
  'The server is almost out of disk space, so it can take nothing in at the moment. ' +
  'Your code is kept in this browser; hand in again later.';

export interface FreeDisk {
  /** @throws ProblemError 503 while there is too little */
  demand(): void;
  /** Of the fullest file system, for whoever is no superuser; NaN while it is not known. */
  freeBytes(): number;
  /** Why the service is not ready; null when there is enough. */
  reason(): string | null;
  stop(): void;
}

export interface FreeDiskDeps {
  /** Where the stores write; none: nothing is looked at. */
  readonly diskFolders: readonly string[];
  readonly minFreeMib: number;
  readonly log: Pick<FastifyBaseLogger, 'error' | 'info'>;
  readonly onRefused: () => void;
  readonly statfs?: (folder: string) => Promise<{ bavail: number; bsize: number }>;
}

/** Resolves when it has looked for the first time. */
export async function watchFreeDisk(deps: FreeDiskDeps): Promise<FreeDisk> {
  const { diskFolders, log, onRefused, statfs = (folder: string) => statfsOfNode(folder) } = deps;
  const minFreeBytes = deps.minFreeMib * 1024 * 1024;
  let state: 'enough' | 'too little' | 'unknown' = 'enough';
  let freeBytes = Number.NaN;

  const become = (next: typeof state, tell: () => void): void => {
    if (next !== state) tell();
    state = next;
  };
  const look = async (): Promise<void> => {
    try {
      const found = await Promise.all(diskFolders.map((folder) => statfs(folder)));
      freeBytes = Math.min(...found.map(({ bavail, bsize }) => bavail * bsize));
    } catch (error) {
      freeBytes = Number.NaN;
      become('unknown', () =>
        log.error({ err: error }, 'How much disk is free can not be found out'),
      );
      return;
    }
    const told = { freeBytes, minFreeBytes, diskFolders };
    if (freeBytes < minFreeBytes) {
      become('too little', () => log.error(told, 'The disk is almost full: nothing is taken in'));
    } else {
      become('enough', () => log.info(told, 'There is enough free disk again'));
    }
  };

  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const lookOn = async (): Promise<void> => {
    await look();
    if (!stopped) timer = setTimeout(() => void lookOn(), lookEveryMs).unref();
  };
  if (diskFolders.length > 0) await lookOn();

  return {
    demand() {
      if (state !== 'too little') return;
      onRefused();
      throw new ProblemError('storage-full', { detail, retryAfterSeconds });
    },
    freeBytes: () => freeBytes,
    reason: () =>
      state === 'too little'
        ? 'The disk is almost full: nothing is taken in.'
        : state === 'unknown'
          ? 'How much disk is free can not be found out.'
          : null,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
