import { coursesCacheTag, hasRightsOf, userCacheTag } from '@touchstone/contracts';
import {
  listDateChangesForEach,
  listReleasedFor,
  readRights,
  type AppliedChange,
  type Database,
  type ListedCourse,
  type Rights,
} from '@touchstone/database';
import type { Messaging } from '@touchstone/messaging';
import { batched } from '@touchstone/runtime';
import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import type { TaggedCache } from '../cache/tagged-cache.ts';
import type { Session, Sessions } from '../sessions/sessions.ts';

/** What a caller sees. */
export interface Sees {
  /** Whether it is a course. Of an open one it asks for no session. */
  (course: Pick<ListedCourse, 'id' | 'access'>): Promise<boolean>;
  /** What holds for the caller in a course whose assignments have dates. */
  datesIn(courseId: string): Promise<SeenChanges>;
  /** The only course, while a teacher sees it as a student; null otherwise. */
  viewedCourse(): Promise<string | null>;
  /** The assignments of a course whose verdicts a teacher has released for the caller. */
  releasedIn(courseId: string): Promise<ReadonlySet<string>>;
}

interface SeenChanges {
  /** A teacher, an assistant or an administrator. */
  readonly isStaff: boolean;
  readonly changes: readonly AppliedChange[];
}

interface Caller {
  /** Whom the call is about; null without a session. */
  readonly about: () => Promise<Pick<Session, 'userId' | 'viewedCourseId'> | null>;
  readonly viewedCourse: Sees['viewedCourse'];
}

/** What users may do, from the cache. */
export interface RightsReader {
  of(userId: string): Promise<Rights>;
  seenBy(request: FastifyRequest): Sees;
  /** What a user sees, for as long as an event stream is open. */
  seenByUser(userId: string): Sees;
  /** Notifies all processes of users whose rights have changed, after the commit. Never rejects. */
  announceChanged(userIds: readonly string[]): Promise<void>;
}

export function createRights(deps: {
  database: Database;
  messaging: Pick<Messaging, 'cacheFlushes'>;
  cache: TaggedCache;
  sessions: Pick<Sessions, 'find' | 'found'>;
  log: FastifyBaseLogger;
}): RightsReader {
  const { database, messaging, cache, sessions, log } = deps;
  // Near a deadline many students come at once, of whom nothing is in the cache.
  const readRightsOf = batched((userIds: readonly string[]) =>
    readRights(database.kysely, userIds),
  );
  const readChangesFor = batched((pairs: Parameters<typeof listDateChangesForEach>[1]) =>
    listDateChangesForEach(database.kysely, pairs),
  );
  const of = (userId: string): Promise<Rights> =>
    cache.read(`rights ${userId}`, [userCacheTag(userId)], () => readRightsOf(userId));
  const changesFor = (courseId: string, userId: string | null): Promise<AppliedChange[]> =>
    cache.read(
      `date-changes ${courseId} ${userId ?? ''}`,
      userId === null ? [coursesCacheTag] : [coursesCacheTag, userCacheTag(userId)],
      () => readChangesFor({ courseId, userId }),
    );
  const releasedFor = (courseId: string, userId: string): Promise<ReadonlySet<string>> =>
    cache.read(
      `released ${courseId} ${userId}`,
      [coursesCacheTag, userCacheTag(userId)],
      async () => new Set(await listReleasedFor(database.kysely, { courseId, userId })),
    );

  const seenByCaller = ({ about, viewedCourse }: Caller): Sees => {
    const userIn = async (courseId: string): Promise<string | null> => {
      const session = await about();
      const only = session?.viewedCourseId ?? null;
      return only === null || only === courseId ? (session?.userId ?? null) : null;
    };
    const seesCourse = async ({ id, access }: Parameters<Sees>[0]): Promise<boolean> => {
      const only = await viewedCourse();
      if (only !== null && only !== id) return false;
      if (access === 'open') return true;
      const userId = await userIn(id);
      if (userId === null) return false;
      const { isAdministrator, roles } = await of(userId);
      return isAdministrator || roles.has(id);
    };
    const datesIn = async (courseId: string): Promise<SeenChanges> => {
      const userId = await userIn(courseId);
      const changes = await changesFor(courseId, userId);
      if (userId === null) return { isStaff: false, changes };
      const { isAdministrator, roles } = await of(userId);
      return {
        isStaff: isAdministrator || hasRightsOf(roles.get(courseId) ?? null, 'assistant'),
        changes,
      };
    };
    const releasedIn = async (courseId: string): Promise<ReadonlySet<string>> => {
      const userId = await userIn(courseId);
      return userId === null ? new Set() : releasedFor(courseId, userId);
    };
    return Object.assign(seesCourse, { datesIn, releasedIn, viewedCourse });
  };
  return {
    of,
    seenBy: (request) =>
      seenByCaller({
        about: () => sessions.find(request),
        // Calls that answer with data of a user have asked for the session; what everybody sees needs none.
        viewedCourse: async () => (await sessions.found(request))?.viewedCourseId ?? null,
      }),
    seenByUser: (userId) =>
      seenByCaller({
        about: () => Promise.resolve({ userId, viewedCourseId: null }),
        viewedCourse: () => Promise.resolve(null),
      }),
    async announceChanged(userIds) {
      if (userIds.length === 0) return;
      await messaging.cacheFlushes.flush(userIds.map(userCacheTag)).catch((error: unknown) => {
        log.warn({ err: error }, 'Other processes may use old rights for up to a minute');
      });
    },
  };
}
