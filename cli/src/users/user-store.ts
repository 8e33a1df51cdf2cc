import type { ExportedUser, Session } from '@touchstone/contracts';
import {
  deleteUser,
  endSession,
  endSessions,
  exportSubmissions,
  exportUser,
  pruneBatch,
  reclaimRoom,
  type Database,
} from '@touchstone/database';
import type {
  DeletedCounts,
  PruneOutcome,
  PruneStep,
  SubmissionPage,
} from '../control/user-protocol.ts';

/** What is kept of users, whoever has the database open. Null: there is no such user. */
export interface UserStore {
  exportUser(userId: string): Promise<ExportedUser | null>;
  /** A page of all that the user handed in; `after` is the `next` of the page before. */
  exportSubmissions(userId: string, after: number | null): Promise<SubmissionPage>;
  deleteUser(userId: string): Promise<DeletedCounts | null>;
  listSessions(userId: string): Promise<Session[] | null>;
  /** Ends one session or, with null, all; resolves to how many there were. */
  endSessions(userId: string, sessionId: string | null): Promise<number | null>;
  prune(step: PruneStep): Promise<PruneOutcome>;
  /** Lets the room of what was removed be used again. */
  reclaimRoom(): Promise<void>;
}

/** Programs and results of a page are a few MiB at the most. */
const pageSize = 50;

/** `tellEnded` lets running APIs know that sessions have ended, by their tokens' hashes. */
export function userStoreIn(
  database: Database,
  tellEnded: (tokenHashes: readonly Buffer[]) => Promise<void>,
): UserStore {
  const { kysely } = database;

  const sessionsOf = async (userId: string): Promise<Session[] | null> =>
    (await exportUser(kysely, userId))?.sessions ?? null;

  return {
    exportUser: (userId) => exportUser(kysely, userId),
    exportSubmissions: (userId, after) =>
      exportSubmissions(kysely, { userId, after, limit: pageSize }),
    async deleteUser(userId) {
      const deleted = await deleteUser(kysely, userId);
      if (deleted === null) return null;
      await tellEnded(deleted.tokenHashes);
      return { submissions: deleted.submissions, sessions: deleted.tokenHashes.length };
    },
    listSessions: sessionsOf,
    async endSessions(userId, sessionId) {
      if ((await sessionsOf(userId)) === null) return null;
      const one = sessionId === null ? null : await endSession(kysely, { userId, id: sessionId });
      const ended =
        sessionId === null ? await endSessions(kysely, { userId }) : one === null ? [] : [one];
      await tellEnded(ended);
      return ended.length;
    },
    async prune({ before, keepNewest, dryRun, cursor }) {
      const rules = { before: new Date(before), keepNewest };
      const batch = await pruneBatch(kysely, { rules, dryRun, cursor });
      await tellEnded(batch.tokenHashes);
      return { pruned: batch.pruned, next: batch.next };
    },
    reclaimRoom: () => reclaimRoom(database),
  };
}
