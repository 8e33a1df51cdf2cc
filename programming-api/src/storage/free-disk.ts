import { statfs as statfsOfNode } from 'node:fs/promises';
import type { FastifyBaseLogger } from 'fastify';
import { ProblemError } from '../http/problems.ts';

/*
 * With too little free disk space, new work is refused so that accepted work can finish: results of
 * gradings are still stored, and PostgreSQL and Redis keep running. The space is checked periodically,
 * never during a request.
 */

const checkEveryMs = 1_000;
const retryAfterSeconds = 30;

/** For students; the page saves their code and retries. */
const detail =
  'The server is almost out of disk space and cannot store anything at the moment. ' +
  'Your code is saved in this browser. Hand it in again later.';

export interface FreeDisk {
  /** @throws ProblemError 503 while there is too little space */
  assertRoom(): void;
  /** On the fullest file system, for ordinary users; null while unknown. */
  freeBytes(): number | null;
  /** Why the service is not ready; null if there is enough space. */
  reason(): string | null;
  stop(): void;
}

export interface FreeDiskDeps {
  /** Folders on the file systems that the stores write on; if empty, nothing is checked. */
  readonly diskFolders: readonly string[];
  readonly minFreeMib: number;
  readonly log: Pick<FastifyBaseLogger, 'error' | 'info'>;
  readonly onRefused: () => void;
  readonly statfs?: (folder: string) => Promise<{ bavail: number; bsize: number }>;
}

/** Resolves after the first check. */
export async function monitorFreeDisk(deps: FreeDiskDeps): Promise<FreeDisk> {
  const { diskFolders, log, onRefused, statfs = (folder: string) => statfsOfNode(folder) } = deps;
  const minFreeBytes = deps.minFreeMib * 1024 * 1024;
  let state: 'enough' | 'too little' | 'unknown' = 'enough';
  let freeBytes: number | null = null;

  const become = (next: typeof state, log: () => void): void => {
    if (next !== state) log();
    state = next;
  };
  const check = async (): Promise<void> => {
    try {
      const found = await Promise.all(diskFolders.map((folder) => statfs(folder)));
      freeBytes = Math.min(...found.map(({ bavail, bsize }) => bavail * bsize));
    } catch (error) {
      freeBytes = null;
      become('unknown', () => log.error({ err: error }, 'Cannot determine the free disk space'));
      return;
    }
    const details = { freeBytes, minFreeBytes, diskFolders };
    if (freeBytes < minFreeBytes) {
      become('too little', () =>
        log.error(details, 'The disk is almost full: new work is refused'),
      );
    } else {
      become('enough', () => log.info(details, 'There is enough free disk space again'));
    }
  };

  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const checkOn = async (): Promise<void> => {
    await check();
    if (!stopped) timer = setTimeout(() => void checkOn(), checkEveryMs).unref();
  };
  if (diskFolders.length > 0) await checkOn();

  return {
    assertRoom() {
      if (state !== 'too little') return;
      onRefused();
      throw new ProblemError('storage-full', { detail, retryAfterSeconds });
    },
    freeBytes: () => freeBytes,
    reason: () =>
      state === 'too little'
        ? 'The disk is almost full: new work is refused.'
        : state === 'unknown'
          ? 'Cannot determine the free disk space.'
          : null,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
