import { findUserByTokenHash, readInstanceId, type Database } from '@touchstone/database';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { ProblemError } from '../http/problems.ts';
import { createSessionCookies, type SessionCookies } from './session-cookies.ts';
import { hashToken, presentedToken } from './session-token.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The session's user, set once {@link Sessions.demand} has found one. */
    userId: string | null;
    /** Its answer, with which a session may send a cookie. */
    answer: FastifyReply | null;
  }
}

interface Session {
  readonly userId: string;
  readonly token: string;
  /** `earlier cookie`: the answer brings the browser the cookie in its place. */
  readonly by: 'bearer' | 'cookie' | 'earlier cookie';
}

export interface Sessions {
  /** Exchanges the cookie of an earlier name, whatever the call that it comes with. */
  find(request: FastifyRequest): Promise<Session | null>;
  /** The user's id. @throws ProblemError 401 without a valid session */
  demand(request: FastifyRequest): Promise<string>;
  setCookie(request: FastifyRequest, token: string): Promise<void>;
}

/** Lets sessions of this app's requests send cookies. */
export function letSessionsAnswer(app: FastifyInstance): void {
  app.decorateRequest('userId', null);
  app.decorateRequest('answer', null);
  app.addHook('onRequest', (request, reply, done) => {
    request.answer = reply;
    done();
  });
}

export function createSessions({
  database,
  publicUrl,
}: {
  database: Database;
  publicUrl?: string | undefined;
}): Sessions {
  const { kysely } = database;
  /** User ids by token hash. A token never changes hands, so nothing here ever gets stale. */
  const known = new LRUCache<string, string>({ max: 50_000 });

  const userOf = async (token: string): Promise<string | null> => {
    const hash = hashToken(token);
    const key = hash.toString('base64');
    const userId = known.get(key) ?? (await findUserByTokenHash(kysely, hash))?.id ?? null;
    if (userId !== null) known.set(key, userId);
    return userId;
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
      const userId = token === undefined ? null : await userOf(token);
      // One of an earlier name may be another instance's, and is left alone.
      if (token === undefined || userId === null) continue;
      if (name === cookies.name) return { userId, token, by: 'cookie' };
      if (answer !== null) {
        cookies.set(answer, token);
        cookies.expire(answer, name);
      }
      return { userId, token, by: 'earlier cookie' };
    }
    return null;
  };

  const find: Sessions['find'] = async (request) => {
    const presented = presentedToken(request.headers.authorization, undefined);
    if (presented === null) return findByCookie(request);
    const userId = await userOf(presented.token);
    return userId === null ? null : { userId, token: presented.token, by: 'bearer' };
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
    async setCookie(request, token) {
      const cookies = await cookiesFor(request);
      if (request.answer !== null) cookies.set(request.answer, token);
    },
  };
}
