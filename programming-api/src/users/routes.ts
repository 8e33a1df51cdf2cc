import {
  activeDaysQuerySchema,
  activeDaysSchema,
  courseQuerySchema,
  meSchema,
  newUserAnswerSchema,
} from '@touchstone/contracts';
import { createUser, listActiveDays, readTotalPoints, type Database } from '@touchstone/database';
import type { TaggedCache } from '../cache/tagged-cache.ts';
import type { Catalog } from '../courses/catalog.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import { noBody, noQuery, type TypedApp } from '../http/typed-app.ts';
import type { FreeDisk } from '../storage/free-disk.ts';
import { describeBrowser } from './describe-browser.ts';
import { readMe } from './progress.ts';
import { hashToken, newToken } from './session-token.ts';
import type { Sessions } from './sessions.ts';

interface UserRoutesDeps {
  readonly database: Database;
  readonly cache: TaggedCache;
  readonly catalog: Catalog;
  readonly sessions: Sessions;
  readonly rateLimits: RateLimits;
  readonly freeDisk: FreeDisk;
}

export function userRoutes(app: TypedApp, deps: UserRoutesDeps): void {
  const { database, sessions, rateLimits, freeDisk } = deps;

  app.post(
    '/api/users',
    {
      schema: {
        querystring: noQuery,
        body: noBody,
        response: { 200: newUserAnswerSchema, 201: newUserAnswerSchema },
      },
    },
    async (request, reply) => {
      const session = await sessions.find(request);
      if (session !== null) {
        if (session.by === 'cookie') await sessions.setCookie(request, session.token);
        const points = await readTotalPoints(database.kysely, session.userId);
        return { user: { uuid: session.userId, points } };
      }
      freeDisk.demand();
      await rateLimits.countNewUser(request);
      const token = newToken();
      const { id } = await createUser(database.kysely, {
        tokenHash: hashToken(token),
        description: describeBrowser(request.headers['user-agent']),
      });
      await sessions.setCookie(request, token);
      return reply.code(201).send({ user: { uuid: id, points: 0 }, token });
    },
  );

  app.get(
    '/api/me',
    { schema: { querystring: courseQuerySchema, response: { 200: meSchema } } },
    async (request) => {
      const userId = await sessions.demand(request);
      return readMe(deps, { userId, courseSlug: request.query.course });
    },
  );

  app.get(
    '/api/me/days',
    { schema: { querystring: activeDaysQuerySchema, response: { 200: activeDaysSchema } } },
    async (request) => {
      const userId = await sessions.demand(request);
      const { course: slug, timeZone } = request.query;
      await rateLimits.countRead(request);
      const course = await deps.catalog.course(slug);
      if (course === null) return { days: [] };
      const of = { userId, courseId: course.id, timeZone };
      return { days: await listActiveDays(database.kysely, of) };
    },
  );
}
