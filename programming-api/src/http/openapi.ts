import swagger from '@fastify/swagger';
import {
  calls,
  errorsOf,
  problemMediaType,
  problems,
  problemSchema,
  type Call,
  type ProblemType,
} from '@touchstone/contracts';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { curlLine } from './curl-line.ts';
import { docsPage, docsPolicy, type ApiDescription } from './docs-page.ts';
import { sendTagged, tagAnswer, type TaggedAnswer } from './tagged-answer.ts';

/** By method and path. */
const table: Readonly<Record<string, Call>> = calls;

/** @param types the possible problems; left out: any */
const problemResponse = (types?: readonly ProblemType[]) => ({
  description: types?.join(', ') ?? 'A problem document (RFC 9457)',
  content: { [problemMediaType]: { schema: { $ref: '#/components/schemas/Problem' } } },
});

/** By status, the problems that a call may be answered with. */
function problemResponses(name: string, call: Call) {
  const types = errorsOf(name, call).toSorted();
  const statuses = [...new Set(types.map((type) => problems[type].status))];
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      problemResponse(types.filter((type) => problems[type].status === status)),
    ]),
  );
}

const eventStream = (names: readonly string[]) => ({
  description: `Server-Sent Events: ${names.join(', ')}`,
  content: { 'text/event-stream': { schema: { type: 'string' } } },
});

const fileAnswer = (mediaTypes: readonly string[]) => ({
  description: 'The file',
  content: Object.fromEntries(
    mediaTypes.map((type) => [
      type,
      { schema: { type: 'string', ...(!type.startsWith('text/') && { format: 'binary' }) } },
    ]),
  ),
});

/** Describes the routes that are added from now on: the calls of the table, and hidden ones. */
export async function describeRoutes(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Touchstone', version: '1' },
      components: {
        securitySchemes: {
          session: {
            type: 'http',
            scheme: 'bearer',
            description: 'The token that POST /api/users returns. Browsers send it as a cookie.',
          },
        },
      },
    },
    // The calls of graders are not part of the interface.
    transform: (route) =>
      route.url.startsWith('/internal/')
        ? { url: route.url, schema: { hide: true } }
        : jsonSchemaTransform(route),
    transformObject: (document) => {
      if (!('openapiObject' in document)) throw new Error('Expected an OpenAPI document.');
      const { openapiObject } = document;
      for (const [path, operations] of Object.entries(openapiObject.paths ?? {})) {
        for (const [method, operation] of Object.entries(operations ?? {})) {
          if (typeof operation !== 'object' || !('responses' in operation)) continue;
          const name = `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`;
          const call = table[name];
          if (call === undefined) throw new Error(`The table of calls lacks ${name}.`);
          const { events, body, sendsFile } = call;
          if (body === undefined) delete operation.requestBody;
          const sample = { lang: 'Shell', label: 'curl', source: curlLine(name, call) };
          Object.assign(operation, { 'x-codeSamples': [sample] });
          Object.assign(
            operation.responses,
            events !== undefined && { 200: eventStream(Object.keys(events)) },
            sendsFile !== undefined && { 200: fileAnswer(sendsFile) },
            problemResponses(name, call),
            { default: problemResponse() },
          );
        }
      }
      const Problem = { ...z.toJSONSchema(problemSchema), $schema: undefined };
      const components = { ...openapiObject.components, schemas: { Problem } };
      return { ...openapiObject, components } as typeof openapiObject;
    },
  });
}

/** Serves the description as an OpenAPI document and as a page. */
export function openapiRoutes(app: FastifyInstance): void {
  let answer: Promise<TaggedAnswer> | null = null;
  app.get(
    '/api/openapi.json',
    { compress: false, schema: { hide: true } },
    async (request, reply) => {
      answer ??= tagAnswer(app.swagger());
      return sendTagged(request, reply, await answer);
    },
  );

  let page: string | null = null;
  app.get('/api/docs', { schema: { hide: true } }, (_request, reply) => {
    page ??= docsPage(app.swagger() as unknown as ApiDescription);
    return reply
      .type('text/html; charset=utf-8')
      .headers({ 'content-security-policy': docsPolicy, 'cache-control': 'no-cache' })
      .send(page);
  });
}
