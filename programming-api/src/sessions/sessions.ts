import { sessionCacheTag } from '@touchstone/contracts';
import {
  findSessions,
  noteSessionUse,
  readInstanceId,
  type Database,
  type ViewedStudent,
} from '@touchstone/database';
import type { Messaging } from '@touchstone/messaging';
import { batched } from '@touchstone/runtime';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';
import type { TaggedCache } from '../cache/tagged-cache.ts';
import { ProblemError } from '../http/problems.ts';
import { describeBrowser } from './describe-browser.ts';
import { createSessionCookies, type SessionCookies } from './session-cookies.ts';
import { hashToken, presentedToken } from './session-token.ts';

/*
 * A request's user comes from the cache, which has a session until any process ends it and flushes
 * its tag in all processes. While flushes may be missed, each request reads the database. Nothing is
 * cached longer than the cache's time, so an end that was not announced takes effect within that.
 */

declare module 'fastify' {
  interface FastifyRequest {
    /** The session's user, set once {@link Sessions.require} has found one. */
    userId: string | null;
    /** Its answer, on which a session may set a cookie. */
    answer: FastifyReply | null;
  }
}

/** Precision of a session's last use. */
const noteEveryMs = 60 * 60_000;

export interface Session {
  /** Whom the call is about: while a teacher views a course as a student, mostly that student. */
  readonly userId: string;
  /** The only course that the call may be about, while it is about a viewed student. */
  readonly viewedCourseId: string | null;
  /** As whom the session sees a course, whatever the call is about. */
  readonly viewed: ViewedStudent | null;
  readonly token: string;
  readonly tokenHash: Buffer;
  /** `earlier cookie`: the answer replaces it by the current one. */
  readonly by: 'bearer' | 'cookie' | 'earlier cookie';
}

export interface Sessions {
  /** Also replaces a cookie of an earlier name, whatever the call. */
  find(request: FastifyRequest): Promise<Session | null>;
  /** What {@link find} has found for this request; null also if it has not been asked. */
  found(request: FastifyRequest): Promise<Session | null>;
  /** The user's id. @throws ProblemError 401 without a valid session */
  require(request: FastifyRequest): Promise<string>;
  /** The same, with the whole session. */
  requireSession(request: FastifyRequest): Promise<Session>;
  /** False once any process has ended it. */
  isOpen(session: Session): Promise<boolean>;
  /**
   * Notifies all processes of ended sessions, after the commit. Never rejects: processes that miss
   * it read the database soon.
   */
  announceEnded(tokenHashes: readonly Buffer[]): Promise<void>;
  /** The same of a session that is seen otherwise from now on: its event streams end, and open again. */
  announceChanged(tokenHash: Buffer): Promise<void>;
  /** `hasIdentity`: the user may be a member of courses. */
  setCookie(request: FastifyRequest, token: string, hasIdentity: boolean): Promise<void>;
  clearCookie(request: FastifyRequest): Promise<void>;
}

/** The key and tag of a cached session. */
export const sessionTag = ({ tokenHash }: Pick<Session, 'tokenHash'>): string =>
  sessionCacheTag(tokenHash.toString('base64'));

/** Prepares this app's requests for {@link createSessions}. */
export function decorateForSessions(app: FastifyInstance): void {
  app.decorateRequest('userId', null);
  app.decorateRequest('answer', null);
  app.addHook('onRequest', (request, reply, done) => {
    request.answer = reply;
    done();
  });
}

export function createSessions(deps: {
  database: Database;
  messaging: Pick<Messaging, 'cacheFlushes'>;
  /** For sessions alone, so that made-up tokens fill no other cache. */
  cache: TaggedCache;
  log: FastifyBaseLogger;
  publicUrl?: string | undefined;
}): Sessions {
  const { messaging, cache, log, publicUrl } = deps;
  const { kysely } = deps.database;

  // Near a deadline many students come at once, of whom nothing is in the cache.
  const findStored = batched((tokenHashes: readonly Buffer[]) =>
    findSessions(kysely, { tokenHashes, noteEveryMs }),
  );
  const storedOf = async (tokenHash: Buffer, userAgent?: string): Promise<Stored | null> => {
    const tag = sessionTag({ tokenHash });
    const load = async (): Promise<Stored> => {
      const session = await findStored(tokenHash);
      if (session === null) throw new UnknownSession();
      if (session.useIsOld) {
        const use = { tokenHash, noteEveryMs, description: describeBrowser(userAgent) };
        await noteSessionUse(kysely, use).catch((error: unknown) => {
          log.warn({ err: error }, 'Could not store the last use of a session');
        });
      }
      return { userId: session.userId, viewed: session.viewed };
    };
    try {
      return await cache.read(tag, [tag], load);
    } catch (error) {
      if (error instanceof UnknownSession) return null;
      throw error;
    }
  };

  const sessionOf = async (
    { headers }: FastifyRequest,
    presented: Pick<Session, 'token' | 'by'>,
  ): Promise<Session | null> => {
    const tokenHash = hashToken(presented.token);
    const stored = await storedOf(tokenHash, headers['user-agent']);
    return stored === null ? null : { ...stored, viewedCourseId: null, tokenHash, ...presented };
  };

  // Read once, when first needed: the database may be unavailable when this process starts.
  let instanceId: string | null = null;
  const cookiesFor = async ({ protocol }: FastifyRequest): Promise<SessionCookies> => {
    instanceId ??= await readInstanceId(kysely);
    const scheme = publicUrl === undefined ? `${protocol}:` : new URL(publicUrl).protocol;
    return createSessionCookies({ instanceId, secure: scheme === 'https:' });
  };

  const findByCookie = async (request: FastifyRequest): Promise<Session | null> => {
    const { cookies: sent, headers, answer } = request;
    if (Object.keys(sent).length === 0) return null;
    const cookies = await cookiesFor(request);
    for (const name of [cookies.name, ...cookies.earlierNames]) {
      const token = presentedToken(headers.authorization, sent[name])?.token;
      if (token === undefined) continue;
      const by = name === cookies.name ? 'cookie' : 'earlier cookie';
      const session = await sessionOf(request, { token, by });
      // A cookie of an earlier name may belong to another instance: leave it.
      if (session === null) continue;
      if (by === 'earlier cookie' && answer !== null) {
        cookies.set(answer, token);
        cookies.expire(answer, name);
      }
      return session;
    }
    return null;
  };

  // Once for each request, since it may set a cookie.
  const found = new WeakMap<FastifyRequest, Promise<Session | null>>();
  const find: Sessions['find'] = (request) => {
    const session = found.get(request) ?? findPresented(request);
    found.set(request, session);
    return session;
  };
  const findPresented: Sessions['find'] = async (request) => {
    const presented = presentedToken(request.headers.authorization, undefined);
    const session =
      presented === null ? await findByCookie(request) : await sessionOf(request, presented);
    return session === null ? null : asViewed(session, request);
  };

  const requireSession: Sessions['requireSession'] = async (request) => {
    const session = await find(request);
    if (session === null) {
      throw new ProblemError('unauthenticated', {
        detail: 'No session. Create one with POST /api/users.',
      });
    }
    request.userId = session.userId;
    return session;
  };

  const announceEnded: Sessions['announceEnded'] = async (tokenHashes) => {
    if (tokenHashes.length === 0) return;
    const tags = tokenHashes.map((tokenHash) => sessionTag({ tokenHash }));
    await messaging.cacheFlushes.flush(tags).catch((error: unknown) => {
      log.warn({ err: error }, 'Other processes may accept ended sessions for up to a minute');
    });
  };

  return {
    find,
    found: (request) => found.get(request) ?? Promise.resolve(null),
    requireSession,
    require: async (request) => (await requireSession(request)).userId,
    isOpen: async ({ tokenHash }) => (await storedOf(tokenHash)) !== null,
    announceEnded,
    announceChanged: (tokenHash) => announceEnded([tokenHash]),
    async setCookie(request, token, hasIdentity) {
      const cookies = await cookiesFor(request);
      if (request.answer === null) return;
      if (hasIdentity) cookies.setMember(request.answer);
      cookies.set(request.answer, token);
    },
    async clearCookie(request) {
      const cookies = await cookiesFor(request);
      const { memberName } = cookies;
      if (request.answer !== null && request.cookies[memberName] !== undefined) {
        cookies.expire(request.answer, memberName);
      }
      if (request.answer !== null) cookies.expire(request.answer, cookies.name);
    },
  };
}

type Stored = Pick<Session, 'userId' | 'viewed'>;

/**
 * While a teacher views a course as a student, each call is about that student, about the teacher, or refused,
 * as the table says (contracts' viewing.ts). @throws ProblemError 403
 */
function asViewed(session: Session, { routeOptions }: FastifyRequest): Session {
  const { viewed } = session;
  if (viewed === null) return session;
  const { whileViewing = 'nothing' } = routeOptions.config;
  if (whileViewing === 'oneself') return session;
  if (whileViewing === 'nothing') {
    throw new ProblemError('read-only-view', {
      detail:
        'You see the course as a student does, and can change nothing. Press "Stop" to be yourself again.',
    });
  }
  return { ...session, userId: viewed.userId, viewedCourseId: viewed.courseId };
}

/** Thrown through the cache, which stores no failures: clients can make up any number of tokens. */
class UnknownSession extends Error {}
