import { addressOf } from '@touchstone/contracts';
import { listSubmissions, readSubmission } from '@touchstone/database';
import { callRoute } from '../http/call-route.ts';
import { parseId, notFound } from '../http/problems.ts';
import type { TypedApp } from '../http/typed-app.ts';
import type { RouteDeps } from '../route-deps.ts';
import { handIn, type HandInDeps } from './hand-in.ts';

export function submissionRoutes(
  app: TypedApp,
  deps: HandInDeps & Pick<RouteDeps, 'metrics'>,
): void {
  const { database, sessions, rights, catalog, rateLimits, metrics } = deps;

  app.route({
    ...callRoute('POST /api/submissions'),
    handler: async (request, reply) => {
      const { kind, submission } = await handIn(deps, request, request.body);
      metrics.handedIn(kind);
      request.log.info({ submissionId: submission.id, kind }, 'A submission was handed in');
      if (kind === 'reused') return { submission };
      void reply.header('location', addressOf('GET /api/submissions/:id', { id: submission.id }));
      return reply.code(202).send({ submission });
    },
  });

  app.route({
    ...callRoute('GET /api/submissions'),
    handler: async (request) => {
      const userId = await sessions.require(request);
      const { limit, assignmentId, before } = request.query;
      const page = {
        userId,
        limit,
        exceptIn: await catalog.hiddenCourses(rights.seenBy(request)),
        ...(assignmentId !== undefined && { assignmentId: parseId(assignmentId, 'assignment') }),
        ...(before !== undefined && { before: parseId(before, 'submission') }),
      };
      await rateLimits.countHistory(request);
      return listSubmissions(database.kysely, page);
    },
  });

  app.route({
    ...callRoute('GET /api/submissions/:id'),
    handler: async (request) => {
      const userId = await sessions.require(request);
      const id = parseId(request.params.id, 'submission');
      await rateLimits.countRead(request);
      const stored = await readSubmission(database.kysely, id);
      if (stored?.userId !== userId) throw notFound('submission');
      await catalog.requireSeen(stored.submission, rights.seenBy(request));
      return { submission: stored.submission };
    },
  });
}
