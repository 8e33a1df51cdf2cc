import {
  assignmentListSchema,
  assignmentSchema,
  courseListSchema,
  courseQuerySchema,
} from '@touchstone/contracts';
import { z } from 'zod';
import { sendTagged } from '../http/tagged-answer.ts';
import { noBody, noQuery, type TypedApp } from '../http/typed-app.ts';
import type { Catalog } from './catalog.ts';

const idParams = z.object({ id: z.string() });

export function courseRoutes(app: TypedApp, { catalog }: { catalog: Catalog }): void {
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
}
