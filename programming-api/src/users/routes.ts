import { createUser, listActiveDays, writeNickname } from '@touchstone/database';
import { callRoute } from '../http/call-route.ts';
import type { TypedApp } from '../http/typed-app.ts';
import type { RouteDeps } from '../route-deps.ts';
import { describeBrowser } from '../sessions/describe-browser.ts';
import { readMe } from './progress.ts';
import { hashToken, newToken } from '../sessions/session-token.ts';

export function userRoutes(
  app: TypedApp,
  deps: Pick<
    RouteDeps,
    | 'database'
    | 'cache'
    | 'catalog'
    | 'sessions'
    | 'rights'
    | 'rateLimits'
    | 'freeDisk'
    | 'readPoints'
  >,
): void {
  const { database, sessions, rights, rateLimits, freeDisk, readPoints } = deps;

  app.route({
    ...callRoute('POST /api/users'),
    handler: async (request, reply) => {
      const session = await sessions.find(request);
      if (session !== null) {
        if (session.by === 'cookie') {
          const { hasIdentity } = await rights.of(session.userId);
          await sessions.setCookie(request, session.token, hasIdentity);
        }
        const points = await readPoints(session.userId);
        return { user: { uuid: session.userId, points } };
      }
      freeDisk.assertRoom();
      await rateLimits.countNewUser(request);
      const token = newToken();
      const { id } = await createUser(database.kysely, {
        tokenHash: hashToken(token),
        description: describeBrowser(request.headers['user-agent']),
      });
      await sessions.setCookie(request, token, false);
      return reply.code(201).send({ user: { uuid: id, points: 0 }, token });
    },
  });

  app.route({
    ...callRoute('GET /api/me'),
    handler: async (request) => {
      const { userId, viewed } = await sessions.requireSession(request);
      const sees = rights.seenBy(request);
      const course = await deps.catalog.course(request.query.course, sees);
      const isViewed = viewed !== null;
      return readMe(deps, { userId, courseId: course?.id ?? null, sees, isViewed });
    },
  });

  app.route({
    ...callRoute('PUT /api/me/nickname'),
    handler: async (request) => {
      const userId = await sessions.require(request);
      const { nickname } = request.body;
      freeDisk.assertRoom();
      await rateLimits.countNickname(request);
      await writeNickname(database.kysely, { userId, nickname });
      await rights.announceChanged([userId]);
      return { nickname };
    },
  });

  app.route({
    ...callRoute('GET /api/me/days'),
    handler: async (request) => {
      const userId = await sessions.require(request);
      const { course: slug, timeZone } = request.query;
      await rateLimits.countRead(request);
      const sees = rights.seenBy(request);
      const course = await deps.catalog.course(slug, sees);
      if (course === null) return { days: [] };
      const unsolved = await deps.catalog.heldAssignments(sees, course.id);
      const of = { userId, courseId: course.id, timeZone, unsolved };
      return { days: await listActiveDays(database.kysely, of) };
    },
  });
}
