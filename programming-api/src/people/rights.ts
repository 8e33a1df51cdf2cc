import { userCacheTag } from '@touchstone/contracts';
import { readRights, type Database, type ListedCourse, type Rights } from '@touchstone/database';
import type { Messaging } from '@touchstone/messaging';
import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import type { TaggedCache } from '../cache/tagged-cache.ts';
import type { Sessions } from '../sessions/sessions.ts';

/** Whether a caller sees a course. Of an open one it asks for no session. */
export type Sees = (course: Pick<ListedCourse, 'id' | 'access'>) => Promise<boolean>;

/** What users may do, from the cache. */
export interface RightsReader {
  of(userId: string): Promise<Rights>;
  seenBy(request: FastifyRequest): Sees;
  /** Notifies all processes of users whose rights have changed, after the commit. Never rejects. */
  announceChanged(userIds: readonly string[]): Promise<void>;
}

export function createRights(deps: {
  database: Database;
  messaging: Pick<Messaging, 'cacheFlushes'>;
  cache: TaggedCache;
  sessions: Pick<Sessions, 'find'>;
  log: FastifyBaseLogger;
}): RightsReader {
  const { database, messaging, cache, sessions, log } = deps;
  const of = (userId: string): Promise<Rights> =>
    cache.read(`rights ${userId}`, [userCacheTag(userId)], () =>
      readRights(database.kysely, userId),
    );
  return {
    of,
    seenBy:
      (request) =>
      async ({ id, access }) => {
        if (access === 'open') return true;
        const session = await sessions.find(request);
        if (session === null) return false;
        const { isAdministrator, roles } = await of(session.userId);
        return isAdministrator || roles.has(id);
      },
    async announceChanged(userIds) {
      if (userIds.length === 0) return;
      await messaging.cacheFlushes.flush(userIds.map(userCacheTag)).catch((error: unknown) => {
        log.warn({ err: error }, 'Other processes may use old rights for up to a minute');
      });
    },
  };
}
