import type { IncomingMessage } from 'node:http';
import { addressOf } from '@touchstone/contracts';
import { listSubmissions, readSubmission } from '@touchstone/database';
import type { Clock } from '../clock/clock.ts';
import { holdBack } from '../courses/held-back.ts';
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
      const sent = { ...request.body, receivedAt };
      const { kind, submission, isHeld } = await handIn(deps, request, sent);
      metrics.handedIn(kind);
      request.log.info({ submissionId: submission.id, kind }, 'A submission was handed in');
      if (kind === 'reused' && !isHeld) return { submission };
      void reply.header('location', addressOf('GET /api/submissions/:id', { id: submission.id }));
      return reply.code(202).send({ submission: isHeld ? holdBack(submission) : submission });
    },
  });

  app.route({
    ...callRoute('GET /api/submissions'),
    handler: async (request) => {
      const userId = await sessions.require(request);
      const { limit, assignmentId, before } = request.query;
      const sees = rights.seenBy(request);
      const courseId = await sees.viewedCourse();
      const page = {
        userId,
        ...(courseId !== null && { courseId }),
        limit,
        exceptIn: await catalog.hiddenCourses(sees),
        exceptOf: await catalog.hiddenAssignments(sees),
        ...(assignmentId !== undefined && { assignmentId: parseId(assignmentId, 'assignment') }),
        ...(before !== undefined && { before: parseId(before, 'submission') }),
      };
      await rateLimits.countHistory(request);
      const history = await listSubmissions(database.kysely, page);
      const held = await catalog.heldAssignments(sees);
      if (held.length === 0) return history;
      const submissions = history.submissions.map((entry) =>
        held.includes(entry.assignmentId) ? holdBack(entry) : entry,
      );
      return { ...history, submissions };
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
      const { submission } = stored;
      const sees = rights.seenBy(request);
      await catalog.requireSeen(submission, sees);
      const isHeld = await catalog.isHeld(submission, sees);
      return { submission: isHeld ? holdBack(submission) : submission };
    },
  });
}
