import { coursesCacheTag, hasRightsOf, userCacheTag } from '@touchstone/contracts';
import {
  listDateChangesFor,
  readRights,
  type AppliedChange,
  type Database,
  type ListedCourse,
  type Rights,
} from '@touchstone/database';
import type { Messaging } from '@touchstone/messaging';
import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import type { TaggedCache } from '../cache/tagged-cache.ts';
import type { Sessions } from '../sessions/sessions.ts';

/** What a caller sees. */
export interface Sees {
  /** Whether it is a course. Of an open one it asks for no session. */
  (course: Pick<ListedCourse, 'id' | 'access'>): Promise<boolean>;
  /** What holds for the caller in a course whose assignments have dates. */
  datesIn(courseId: string): Promise<SeenChanges>;
}

interface SeenChanges {
  /** A teacher, an assistant or an administrator. */
  readonly isStaff: boolean;
  readonly changes: readonly AppliedChange[];
}

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
  const changesFor = (courseId: string, userId: string | null): Promise<AppliedChange[]> =>
    cache.read(
      `date-changes ${courseId} ${userId ?? ''}`,
      userId === null ? [coursesCacheTag] : [coursesCacheTag, userCacheTag(userId)],
      () => listDateChangesFor(database.kysely, { courseId, userId }),
    );
  return {
    of,
    seenBy(request) {
      const seesCourse = async ({ id, access }: Parameters<Sees>[0]): Promise<boolean> => {
        if (access === 'open') return true;
        const session = await sessions.find(request);
        if (session === null) return false;
        const { isAdministrator, roles } = await of(session.userId);
        return isAdministrator || roles.has(id);
      };
      const datesIn = async (courseId: string): Promise<SeenChanges> => {
        const userId = (await sessions.find(request))?.userId ?? null;
        const changes = await changesFor(courseId, userId);
        if (userId === null) return { isStaff: false, changes };
        const { isAdministrator, roles } = await of(userId);
        return {
          isStaff: isAdministrator || hasRightsOf(roles.get(courseId) ?? null, 'assistant'),
          changes,
        };
      };
      return Object.assign(seesCourse, { datesIn });
    },
    async announceChanged(userIds) {
      if (userIds.length === 0) return;
      await messaging.cacheFlushes.flush(userIds.map(userCacheTag)).catch((error: unknown) => {
        log.warn({ err: error }, 'Other processes may use old rights for up to a minute');
      });
    },
  };
}
