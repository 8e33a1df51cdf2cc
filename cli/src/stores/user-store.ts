import type { Session } from '@touchstone/contracts';
import {
  deleteUser,
  endSession,
  endSessions,
  exportSubmissions,
  exportUser,
  findStudent,
  listDeletedUsers,
  noteActions,
  pruneBatch,
  reclaimRoom,
  type Database,
} from '@touchstone/database';
import type { UserStore } from '../control/user-calls.ts';

/** A page of programs and results has at most a few MiB. */
const pageSize = 50;

/** `notifyEnded` gets the token hashes of sessions that have ended, to notify running APIs. */
export function userStoreIn(
  database: Database,
  notifyEnded: (tokenHashes: readonly Buffer[]) => Promise<void>,
): UserStore {
  const { kysely } = database;

  const sessionsOf = async (userId: string): Promise<Session[] | null> =>
    (await exportUser(kysely, userId))?.sessions ?? null;

  return {
    findUser: (written) => findStudent(kysely, written),
    exportUser: (userId) => exportUser(kysely, userId),
    exportSubmissions: (userId, after) =>
      exportSubmissions(kysely, { userId, after, limit: pageSize }),
    async deleteUser(userId) {
      const deleted = await deleteUser(kysely, userId);
      if (deleted === null) return null;
      await notifyEnded(deleted.tokenHashes);
      return { submissions: deleted.submissions, sessions: deleted.tokenHashes.length };
    },
    listDeletedUsers: (after) => listDeletedUsers(kysely, after),
    listSessions: sessionsOf,
    async endSessions(userId, sessionId) {
      if ((await sessionsOf(userId)) === null) return null;
      const one = sessionId === null ? null : await endSession(kysely, { userId, id: sessionId });
      const ended =
        sessionId === null ? await endSessions(kysely, { userId }) : one === null ? [] : [one];
      if (ended.length > 0) {
        const entry = { actor: null, courseId: null, subjectId: userId } as const;
        const details = { sessions: ended.length };
        await noteActions(kysely, [{ ...entry, action: 'end-sessions', details }]);
      }
      await notifyEnded(ended);
      return ended.length;
    },
    async prune({ before, keepNewest, dryRun, cursor }) {
      const rules = { before: new Date(before), keepNewest };
      const batch = await pruneBatch(kysely, { rules, dryRun, cursor });
      await notifyEnded(batch.tokenHashes);
      return { pruned: batch.pruned, next: batch.next };
    },
    reclaimSpace: () => reclaimRoom(database),
  };
}
