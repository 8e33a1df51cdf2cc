import { randomUUID } from 'node:crypto';
import { openBackup, type Database, type OpenBackup } from '@touchstone/database';
import type { BackupStore } from '../control/backup-calls.ts';

/** A backup whose command is gone ends after this time. */
const idleMs = 60_000;

interface Running {
  readonly id: string;
  readonly backup: OpenBackup;
  idle: NodeJS.Timeout;
}

/**
 * Backups of a database, one at a time:
 *
 *   none -> running   beginBackup
 *   running -> none   endBackup, or nobody has read from it for `idleMs`
 */
export function backupStoreIn(database: Database): BackupStore {
  let running: Running | null = null;
  let isBeginning = false;

  const startIdling = (backup: OpenBackup): NodeJS.Timeout =>
    setTimeout(() => {
      running = null;
      // Its failure concerns nobody any more: the next backup, or the next start, cleans up.
      void backup.close().catch(() => undefined);
    }, idleMs).unref();

  const require = (id: string): Running => {
    if (running?.id !== id) throw new Error('this backup has ended: nobody read from it in time');
    return running;
  };

  return {
    async beginBackup(options) {
      if (running !== null || isBeginning) throw new Error('another backup is running');
      isBeginning = true;
      try {
        const backup = await openBackup(database, options);
        const id = randomUUID();
        running = { id, backup, idle: startIdling(backup) };
        return { id, head: backup.head };
      } finally {
        isBeginning = false;
      }
    },
    async readBackup(id, from) {
      const current = require(id);
      clearTimeout(current.idle);
      try {
        return await current.backup.read(from);
      } finally {
        current.idle = startIdling(current.backup);
      }
    },
    async endBackup(id) {
      const { backup, idle } = require(id);
      clearTimeout(idle);
      running = null;
      return { longestStallMs: await backup.close() };
    },
  };
}
