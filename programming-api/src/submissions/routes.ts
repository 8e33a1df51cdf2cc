import {
  historyQuerySchema,
  historySchema,
  newSubmissionSchema,
  submissionAnswerSchema,
} from '@touchstone/contracts';
import { listSubmissions, readSubmission } from '@touchstone/database';
import { z } from 'zod';
import type { Metrics } from '../health/metrics.ts';
import { demandId, notFound } from '../http/problems.ts';
import { noQuery, type TypedApp } from '../http/typed-app.ts';
import { handIn, type HandInDeps } from './hand-in.ts';

export function submissionRoutes(app: TypedApp, deps: HandInDeps & { metrics: Metrics }): void {
  const { database, sessions, rateLimits, metrics } = deps;

  app.post(
    '/api/submissions',
    {
      schema: {
        querystring: noQuery,
        body: newSubmissionSchema,
        response: { 200: submissionAnswerSchema, 202: submissionAnswerSchema },
      },
    },
    async (request, reply) => {
      const { kind, submission } = await handIn(deps, request, request.body);
      metrics.handedIn(kind);
      request.log.info({ submissionId: submission.id, kind }, 'A submission was handed in');
      if (kind === 'reused') return { submission };
      void reply.header('location', `/api/submissions/${submission.id}`);
      return reply.code(202).send({ submission });
    },
  );

  app.get(
    '/api/submissions',
    { schema: { querystring: historyQuerySchema, response: { 200: historySchema } } },
    async (request) => {
      const userId = await sessions.demand(request);
      const { limit, assignmentId, before } = request.query;
      const page = {
        userId,
        limit,
        ...(assignmentId !== undefined && { assignmentId: demandId(assignmentId, 'assignment') }),
        ...(before !== undefined && { before: demandId(before, 'submission') }),
      };
      await rateLimits.countHistory(request);
      return listSubmissions(database.kysely, page);
    },
  );

  app.get(
    '/api/submissions/:id',
    {
      schema: {
        params: z.object({ id: z.string() }),
        querystring: noQuery,
        response: { 200: submissionAnswerSchema },
      },
    },
    async (request) => {
      const userId = await sessions.demand(request);
      const id = demandId(request.params.id, 'submission');
      await rateLimits.countRead(request);
      const stored = await readSubmission(database.kysely, id);
      if (stored?.userId !== userId) throw notFound('submission');
      return { submission: stored.submission };
    },
  );
}
