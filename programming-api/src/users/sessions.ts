import { sessionCacheTag } from '@touchstone/contracts';
import { findSession, noteSessionUse, readInstanceId, type Database } from '@touchstone/database';
import type { Messaging } from '@touchstone/messaging';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';
import type { TaggedCache } from '../cache/tagged-cache.ts';
import { ProblemError } from '../http/problems.ts';
import { describeBrowser } from './describe-browser.ts';
import { createSessionCookies, type SessionCookies } from './session-cookies.ts';
import { hashToken, presentedToken } from './session-token.ts';

/*
 * Who asks is known from the cache, which keeps a session until it is ended in any process: that
 * flushes its tag, in all of them. While flushes may be missed each request looks into the database,
 * and nothing is kept longer than the cache's time, so that an end of which nobody was told counts
 * within that.
 */

declare module 'fastify' {
  interface FastifyRequest {
    /** The session's user, set once {@link Sessions.demand} has found one. */
    userId: string | null;
    /** Its answer, with which a session may send a cookie. */
    answer: FastifyReply | null;
  }
}

/** The last use of a session is right to this. */
const noteEveryMs = 60 * 60_000;

export interface Session {
  readonly userId: string;
  readonly token: string;
  readonly tokenHash: Buffer;
  /** `earlier cookie`: the answer brings the browser the cookie in its place. */
  readonly by: 'bearer' | 'cookie' | 'earlier cookie';
}

export interface Sessions {
  /** Exchanges the cookie of an earlier name, whatever the call that it comes with. */
  find(request: FastifyRequest): Promise<Session | null>;
  /** The user's id. @throws ProblemError 401 without a valid session */
  demand(request: FastifyRequest): Promise<string>;
  /** The same, with all that is known of the session. */
  demandSession(request: FastifyRequest): Promise<Session>;
  /** False as soon as it is ended, wherever. */
  isOpen(session: Session): Promise<boolean>;
  /**
   * Tells all processes that sessions have ended, after the commit. Never rejects: whoever does not
   * hear of it looks into the database soon.
   */
  tellEnded(tokenHashes: readonly Buffer[]): Promise<void>;
  setCookie(request: FastifyRequest, token: string): Promise<void>;
  clearCookie(request: FastifyRequest): Promise<void>;
}

/** What a session is kept under, and flushed by. */
export const sessionTag = ({ tokenHash }: Pick<Session, 'tokenHash'>): string =>
  sessionCacheTag(tokenHash.toString('base64'));

/** Lets sessions of this app's requests send cookies. */
export function letSessionsAnswer(app: FastifyInstance): void {
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
  /** For nothing else: whoever makes up tokens fills none but this. */
  cache: TaggedCache;
  log: FastifyBaseLogger;
  publicUrl?: string | undefined;
}): Sessions {
  const { messaging, cache, log, publicUrl } = deps;
  const { kysely } = deps.database;

  const userOf = async (tokenHash: Buffer, userAgent?: string): Promise<string | null> => {
    const tag = sessionTag({ tokenHash });
    const load = async (): Promise<string> => {
      const session = await findSession(kysely, { tokenHash, noteEveryMs });
      if (session === null) throw new UnknownSession();
      if (session.useIsOld) {
        const use = { tokenHash, noteEveryMs, description: describeBrowser(userAgent) };
        await noteSessionUse(kysely, use).catch((error: unknown) => {
          log.warn({ err: error }, 'The use of a session could not be noted');
        });
      }
      return session.userId;
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
    const userId = await userOf(tokenHash, headers['user-agent']);
    return userId === null ? null : { userId, tokenHash, ...presented };
  };

  // Read once, but not before it is needed: the database may be away when this process starts.
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
      // One of an earlier name may be another instance's, and is left alone.
      if (session === null) continue;
      if (by === 'earlier cookie' && answer !== null) {
        cookies.set(answer, token);
        cookies.expire(answer, name);
      }
      return session;
    }
    return null;
  };

  const find: Sessions['find'] = async (request) => {
    const presented = presentedToken(request.headers.authorization, undefined);
    return presented === null ? findByCookie(request) : sessionOf(request, presented);
  };

  const demandSession: Sessions['demandSession'] = async (request) => {
    const session = await find(request);
    if (session === null) {
      throw new ProblemError('unauthenticated', {
        detail: 'Get a session first: POST /api/users.',
      });
    }
    request.userId = session.userId;
    return session;
  };

  return {
    find,
    demandSession,
    demand: async (request) => (await demandSession(request)).userId,
    isOpen: async ({ tokenHash }) => (await userOf(tokenHash)) !== null,
    async tellEnded(tokenHashes) {
      if (tokenHashes.length === 0) return;
      const tags = tokenHashes.map((tokenHash) => sessionTag({ tokenHash }));
      await messaging.cacheFlushes.flush(tags).catch((error: unknown) => {
        log.warn({ err: error }, 'Other processes may know ended sessions for up to a minute');
      });
    },
    async setCookie(request, token) {
      const cookies = await cookiesFor(request);
      if (request.answer !== null) cookies.set(request.answer, token);
    },
    async clearCookie(request) {
      const cookies = await cookiesFor(request);
      if (request.answer !== null) cookies.expire(request.answer, cookies.name);
    },
  };
}

/** Thrown past the cache, which keeps no failures: anybody can make up tokens without end. */
class UnknownSession extends Error {}
