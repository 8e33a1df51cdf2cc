import { sessionListSchema } from '@touchstone/contracts';
import { endSession, endSessions, listSessions, type Database } from '@touchstone/database';
import { z } from 'zod';
import { demandId, notFound } from '../http/problems.ts';
import { noBody, noQuery, type TypedApp } from '../http/typed-app.ts';
import type { Sessions } from './sessions.ts';

const nothing = z.undefined();

/** Where a user is signed in, and how he ends that: from here or, for good, from anywhere. */
export function sessionRoutes(
  app: TypedApp,
  { database, sessions }: { readonly database: Database; readonly sessions: Sessions },
): void {
  const { kysely } = database;

  app.get(
    '/api/me/sessions',
    { schema: { querystring: noQuery, response: { 200: sessionListSchema } } },
    async (request) => {
      const { userId, tokenHash } = await sessions.demandSession(request);
      const listed = await listSessions(kysely, userId);
      const told = listed.map((session) => ({
        id: session.id,
        createdAt: session.createdAt.toISOString(),
        lastUsedAt: session.lastUsedAt.toISOString(),
        description: session.description,
        current: session.tokenHash.equals(tokenHash),
      }));
      return {
        sessions: told.toSorted((one, other) => Number(other.current) - Number(one.current)),
      };
    },
  );

  app.delete(
    '/api/me/sessions/:id',
    {
      schema: {
        params: z.object({ id: z.string() }),
        querystring: noQuery,
        body: noBody,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      const { userId, tokenHash, by } = await sessions.demandSession(request);
      const id = demandId(request.params.id, 'session');
      const ended = await endSession(kysely, { userId, id });
      if (ended === null) throw notFound('session');
      await sessions.tellEnded([ended]);
      if (by !== 'bearer' && ended.equals(tokenHash)) await sessions.clearCookie(request);
      return reply.code(204).send();
    },
  );

  app.delete(
    '/api/me/sessions',
    { schema: { querystring: noQuery, body: noBody, response: { 204: nothing } } },
    async (request, reply) => {
      const { userId, tokenHash } = await sessions.demandSession(request);
      await sessions.tellEnded(await endSessions(kysely, { userId, but: tokenHash }));
      return reply.code(204).send();
    },
  );
}
