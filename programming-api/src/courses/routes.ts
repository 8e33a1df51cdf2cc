import {
  assignmentListSchema,
  assignmentSchema,
  courseListSchema,
  courseQuerySchema,
  examplesSchema,
  solutionSchema,
} from '@touchstone/contracts';
import { readSolution, type Database } from '@touchstone/database';
import { z } from 'zod';
import { demandId, notFound, ProblemError } from '../http/problems.ts';
import { sendTagged } from '../http/tagged-answer.ts';
import { noBody, noQuery, type TypedApp } from '../http/typed-app.ts';
import type { Sessions } from '../users/sessions.ts';
import type { Catalog } from './catalog.ts';

const idParams = z.object({ id: z.string() });
const slugParams = z.object({ course: z.string(), assignment: z.string() });

interface CourseRouteDeps {
  readonly catalog: Catalog;
  readonly database: Database;
  readonly sessions: Sessions;
}

export function courseRoutes(app: TypedApp, deps: CourseRouteDeps): void {
  const { catalog, database, sessions } = deps;
  // The answers lie in the cache compressed.
  const tagged = { compress: false } as const;
  const read = { ...tagged, config: { reads: true } } as const;

  app.get(
    '/api/courses',
    { ...tagged, schema: { querystring: noQuery, response: { 200: courseListSchema } } },
    async (request, reply) => sendTagged(request, reply, await catalog.courses()),
  );

  const listSchema = { querystring: courseQuerySchema, response: { 200: assignmentListSchema } };
  app.get('/api/assignments', { ...tagged, schema: listSchema }, async (request, reply) =>
    sendTagged(request, reply, await catalog.assignments(request.query.course)),
  );
  app.post(
    '/api/assignments',
    { ...read, schema: { ...listSchema, body: noBody } },
    async (request, reply) =>
      sendTagged(request, reply, await catalog.assignments(request.query.course)),
  );

  const oneSchema = {
    params: idParams,
    querystring: noQuery,
    response: { 200: assignmentSchema },
  };
  app.get('/api/assignments/:id', { ...tagged, schema: oneSchema }, async (request, reply) =>
    sendTagged(request, reply, await catalog.assignment(request.params.id)),
  );
  app.post(
    '/api/assignments/:id',
    { ...read, schema: { ...oneSchema, body: noBody } },
    async (request, reply) =>
      sendTagged(request, reply, await catalog.assignment(request.params.id)),
  );

  // Pages have slugs in their addresses, and need not wait for the list to learn the id.
  app.get(
    '/api/courses/:course/assignments/:assignment',
    { ...tagged, schema: { ...oneSchema, params: slugParams } },
    async (request, reply) => {
      const { course, assignment } = request.params;
      return sendTagged(request, reply, await catalog.assignmentAt(course, assignment));
    },
  );

  app.get(
    '/api/assignments/:id/examples',
    {
      ...tagged,
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
