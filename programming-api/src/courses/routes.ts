import {
  assignmentListSchema,
  assignmentSchema,
  courseListSchema,
  courseQuerySchema,
  examplesSchema,
  solutionSchema,
} from '@touchstone/contracts';
import { readSolution, type Database } from '@touchstone/database';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { matchingTag, type TaggedAnswer } from '../http/etag.ts';
import { demandId, notFound, ProblemError } from '../http/problems.ts';
import { noBody, noQuery, type TypedApp } from '../http/typed-app.ts';
import type { Sessions } from '../users/sessions.ts';
import type { Catalog } from './catalog.ts';

const idParams = z.object({ id: z.string() });

interface CourseRouteDeps {
  readonly catalog: Catalog;
  readonly database: Database;
  readonly sessions: Sessions;
}

export function courseRoutes(app: TypedApp, deps: CourseRouteDeps): void {
  const { catalog, database, sessions } = deps;
  const tagged = { tagged: true };
  const read = { reads: true, tagged: true };

  app.get(
    '/api/courses',
    { config: tagged, schema: { querystring: noQuery, response: { 200: courseListSchema } } },
    async (request, reply) => sendTagged(request, reply, await catalog.courses()),
  );

  const listSchema = { querystring: courseQuerySchema, response: { 200: assignmentListSchema } };
  app.get('/api/assignments', { config: tagged, schema: listSchema }, async (request, reply) =>
    sendTagged(request, reply, await catalog.assignments(request.query.course)),
  );
  app.post(
    '/api/assignments',
    { config: read, schema: { ...listSchema, body: noBody } },
    async (request, reply) =>
      sendTagged(request, reply, await catalog.assignments(request.query.course)),
  );

  const oneSchema = {
    params: idParams,
    querystring: noQuery,
    response: { 200: assignmentSchema },
  };
  app.get('/api/assignments/:id', { config: tagged, schema: oneSchema }, async (request, reply) =>
    sendTagged(request, reply, await catalog.assignment(request.params.id)),
  );
  app.post(
    '/api/assignments/:id',
    { config: read, schema: { ...oneSchema, body: noBody } },
    async (request, reply) =>
      sendTagged(request, reply, await catalog.assignment(request.params.id)),
  );

  app.get(
    '/api/assignments/:id/examples',
    {
      config: tagged,
      schema: { params: idParams, querystring: noQuery, response: { 200: examplesSchema } },
    },
    async (request, reply) => sendTagged(request, reply, await catalog.examples(request.params.id)),
  );

  app.get(
    '/api/assignments/:id/solution',
    { schema: { params: idParams, querystring: noQuery, response: { 200: solutionSchema } } },
    async (request) => {
      const userId = await sessions.demand(request);
      const assignmentId = demandId(request.params.id, 'assignment');
      const solution = await readSolution(database.kysely, { assignmentId, userId });
      if (solution === null) throw notFound('solution');
      if (solution === 'unsolved')
        throw new ProblemError('forbidden', { detail: 'Solve the assignment first.' });
      return solution;
    },
  );
}

/** 304 to a caller who has it already; browsers keep it, but ask each time. */
function sendTagged(
  request: Pick<FastifyRequest, 'headers'>,
  reply: Pick<FastifyReply, 'header' | 'code' | 'type' | 'send'>,
  { body, etag }: TaggedAnswer,
): FastifyReply {
  void reply.header('cache-control', 'no-cache').header('vary', 'accept-encoding');
  const known = matchingTag(request.headers['if-none-match'], etag);
  if (known !== null) return reply.header('etag', known).code(304).send();
  return reply.header('etag', etag).type('application/json; charset=utf-8').send(body);
}
