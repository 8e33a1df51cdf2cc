import { findUserByTokenHash, type Database } from '@touchstone/database';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { ProblemError } from '../http/problems.ts';
import { hashToken, presentedToken } from './session-token.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The session's user, set once {@link Sessions.demand} has found one. */
    userId: string | null;
  }
}

const sessionCookie = 'touchstone_session';
const cookieMaxAgeSeconds = 400 * 24 * 60 * 60;

interface Session {
  readonly userId: string;
  readonly token: string;
  readonly by: 'bearer' | 'cookie';
}

export interface Sessions {
  find(request: FastifyRequest): Promise<Session | null>;
  /** The user's id. @throws ProblemError 401 without a valid session */
  demand(request: FastifyRequest): Promise<string>;
  setCookie(request: FastifyRequest, reply: FastifyReply, token: string): void;
}

export function createSessions({ database }: { database: Database }): Sessions {
  /** User ids by token hash. A token never changes hands, so nothing here ever gets stale. */
  const known = new LRUCache<string, string>({ max: 50_000 });

  const userOf = async (token: string): Promise<string | null> => {
    const hash = hashToken(token);
    const key = hash.toString('base64');
    const userId = known.get(key) ?? (await findUserByTokenHash(database.kysely, hash))?.id ?? null;
    if (userId !== null) known.set(key, userId);
    return userId;
  };

  const find = async (request: FastifyRequest): Promise<Session | null> => {
    const { authorization } = request.headers;
    const presented = presentedToken(authorization, request.cookies[sessionCookie]);
    const userId = presented && (await userOf(presented.token));
    return userId ? { userId, ...presented } : null;
  };

  return {
    find,
    async demand(request) {
      const session = await find(request);
      if (session === null) {
        throw new ProblemError('unauthenticated', {
          detail: 'Get a session first: POST /api/users.',
        });
      }
      request.userId = session.userId;
      return session.userId;
    },
    setCookie(request, reply, token) {
      void reply.setCookie(sessionCookie, token, {
        httpOnly: true,
        sameSite: 'lax',
        path: '/',
        maxAge: cookieMaxAgeSeconds,
        secure: request.protocol === 'https',
      });
    },
  };
}
