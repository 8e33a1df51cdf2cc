import type { IncomingMessage } from 'node:http';
import { addressOf } from '@touchstone/contracts';
import { listSubmissions, readSubmission } from '@touchstone/database';
import type { Clock } from '../clock/clock.ts';
import { callRoute } from '../http/call-route.ts';
import { parseId, notFound } from '../http/problems.ts';
import type { TypedApp } from '../http/typed-app.ts';
import type { RouteDeps } from '../route-deps.ts';
import { handIn, type HandInDeps } from './hand-in.ts';

export function submissionRoutes(
  app: TypedApp,
  deps: HandInDeps & Pick<RouteDeps, 'metrics'> & { readonly clock: Clock },
): void {
  const { database, sessions, rights, catalog, rateLimits, metrics, clock } = deps;
  // The moment of receipt is before any waiting, also for the body.
  const arrivals = new WeakMap<IncomingMessage, Date>();

  app.route({
    ...callRoute('POST /api/submissions'),
    onRequest: (request, _reply, done) => {
      arrivals.set(request.raw, clock.now());
      done();
    },
    handler: async (request, reply) => {
      const receivedAt = arrivals.get(request.raw) ?? clock.now();
      const { kind, submission } = await handIn(deps, request, { ...request.body, receivedAt });
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
      const sees = rights.seenBy(request);
      const page = {
        userId,
        limit,
        exceptIn: await catalog.hiddenCourses(sees),
        exceptOf: await catalog.hiddenAssignments(sees),
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
