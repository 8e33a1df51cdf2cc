import { endSession, endSessions, listSessions } from '@touchstone/database';
import { callRoute } from '../http/call-route.ts';
import { parseId, notFound } from '../http/problems.ts';
import type { TypedApp } from '../http/typed-app.ts';
import type { RouteDeps } from '../route-deps.ts';

/** Lists and ends the sessions of a user. */
export function sessionRoutes(
  app: TypedApp,
  { database, sessions }: Pick<RouteDeps, 'database' | 'sessions'>,
): void {
  const { kysely } = database;

  app.route({
    ...callRoute('GET /api/me/sessions'),
    handler: async (request) => {
      const { userId, tokenHash } = await sessions.requireSession(request);
      const listed = await listSessions(kysely, userId);
      const sessionsOfUser = listed.map((session) => ({
        id: session.id,
        createdAt: session.createdAt.toISOString(),
        lastUsedAt: session.lastUsedAt.toISOString(),
        description: session.description,
        current: session.tokenHash.equals(tokenHash),
      }));
      return {
        sessions: sessionsOfUser.toSorted(
          (one, other) => Number(other.current) - Number(one.current),
        ),
      };
    },
  });

  app.route({
    ...callRoute('DELETE /api/me/sessions/:id'),
    handler: async (request, reply) => {
      const { userId, tokenHash, by } = await sessions.requireSession(request);
      const id = parseId(request.params.id, 'session');
      const ended = await endSession(kysely, { userId, id });
      if (ended === null) throw notFound('session');
      await sessions.announceEnded([ended]);
      if (by !== 'bearer' && ended.equals(tokenHash)) await sessions.clearCookie(request);
      return reply.code(204).send();
    },
  });

  app.route({
    ...callRoute('DELETE /api/me/sessions'),
    handler: async (request, reply) => {
      const { userId, tokenHash } = await sessions.requireSession(request);
      await sessions.announceEnded(await endSessions(kysely, { userId, but: tokenHash }));
      return reply.code(204).send();
    },
  });
}
