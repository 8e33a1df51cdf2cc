import { sessionCacheTag } from '@touchstone/contracts';
import { findSession, noteSessionUse, type Database } from '@touchstone/database';
import type { Messaging } from '@touchstone/messaging';
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import type { TaggedCache } from '../cache/tagged-cache.ts';
import { ProblemError } from '../http/problems.ts';
import { describeBrowser } from './describe-browser.ts';
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
  }
}

const sessionCookie = 'touchstone_session';
const cookieMaxAgeSeconds = 400 * 24 * 60 * 60;
/** The last use of a session is right to this. */
const noteEveryMs = 60 * 60_000;

export interface Session {
  readonly userId: string;
  readonly token: string;
  readonly tokenHash: Buffer;
  readonly by: 'bearer' | 'cookie';
}

export interface Sessions {
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
  setCookie(request: FastifyRequest, reply: FastifyReply, token: string): void;
  clearCookie(request: FastifyRequest, reply: FastifyReply): void;
}

/** What a session is kept under, and flushed by. */
export const sessionTag = ({ tokenHash }: Pick<Session, 'tokenHash'>): string =>
  sessionCacheTag(tokenHash.toString('base64'));

export function createSessions(deps: {
  database: Database;
  messaging: Pick<Messaging, 'cacheFlushes'>;
  /** For nothing else: whoever makes up tokens fills none but this. */
  cache: TaggedCache;
  log: FastifyBaseLogger;
}): Sessions {
  const { database, messaging, cache, log } = deps;

  const userOf = async (tokenHash: Buffer, userAgent?: string): Promise<string | null> => {
    const tag = sessionTag({ tokenHash });
    const load = async (): Promise<string> => {
      const session = await findSession(database.kysely, { tokenHash, noteEveryMs });
      if (session === null) throw new UnknownSession();
      if (session.useIsOld) {
        const use = { tokenHash, noteEveryMs, description: describeBrowser(userAgent) };
        await noteSessionUse(database.kysely, use).catch((error: unknown) => {
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

  const find = async (request: FastifyRequest): Promise<Session | null> => {
    const { authorization, 'user-agent': userAgent } = request.headers;
    const presented = presentedToken(authorization, request.cookies[sessionCookie]);
    if (presented === null) return null;
    const tokenHash = hashToken(presented.token);
    const userId = await userOf(tokenHash, userAgent);
    return userId === null ? null : { userId, tokenHash, ...presented };
  };

  const demandSession = async (request: FastifyRequest): Promise<Session> => {
    const session = await find(request);
    if (session === null) {
      throw new ProblemError('unauthenticated', {
        detail: 'Get a session first: POST /api/users.',
      });
    }
    request.userId = session.userId;
    return session;
  };

  const cookieOptions = (request: FastifyRequest) =>
    ({
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      secure: request.protocol === 'https',
    }) as const;

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
    setCookie(request, reply, token) {
      const options = { ...cookieOptions(request), maxAge: cookieMaxAgeSeconds };
      void reply.setCookie(sessionCookie, token, options);
    },
    clearCookie(request, reply) {
      void reply.clearCookie(sessionCookie, cookieOptions(request));
    },
  };
}

/** Thrown past the cache, which keeps no failures: anybody can make up tokens without end. */
class UnknownSession extends Error {}
