import {
  backupCursorSchema,
  backupHeadSchema,
  backupPageSchema,
  type BackupCursor,
  type BackupHead,
  type BackupPage,
} from '@touchstone/contracts';
import { z } from 'zod';

/** The rows of a system at one moment, whichever process has its database open. */
export interface BackupStore {
  beginBackup(options: { withSessions: boolean }): Promise<{ id: string; head: BackupHead }>;
  /** The rows from there on; null is the beginning. */
  readBackup(id: string, from: BackupCursor | null): Promise<BackupPage>;
  /** Resolves to the longest time for which it has kept others waiting. */
  endBackup(id: string): Promise<{ longestStallMs: number }>;
}

/** The part of the table of calls that is about backups. */
export const backupCalls = {
  beginBackup: {
    args: z.tuple([z.strictObject({ withSessions: z.boolean() })]),
    answer: z.object({ id: z.uuid(), head: backupHeadSchema }),
  },
  readBackup: {
    args: z.tuple([z.uuid(), backupCursorSchema.nullable()]),
    answer: backupPageSchema,
  },
  endBackup: {
    args: z.tuple([z.uuid()]),
    answer: z.object({ longestStallMs: z.number().nonnegative() }),
  },
} satisfies Record<keyof BackupStore, { args: z.ZodType<unknown[]>; answer: z.ZodType }>;
