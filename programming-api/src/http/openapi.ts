import swagger from '@fastify/swagger';
import { problemMediaType, problemSchema } from '@touchstone/contracts';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { callSummaries } from './call-summaries.ts';
import { docsPage, docsPolicy, type ApiDescription } from './docs-page.ts';
import { sendTagged, tagAnswer, type TaggedAnswer } from './tagged-answer.ts';

/** Any call may be answered by one of these. */
const problemResponse = {
  description: 'A problem document (RFC 9457)',
  content: { [problemMediaType]: { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** Describes the routes that are added from now on, from the schemas that they check by. */
export async function describeRoutes(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Touchstone', version: '1' },
      components: {
        securitySchemes: { session: { type: 'http', scheme: 'bearer' } },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => {
      if (!('openapiObject' in document)) throw new Error('Only OpenAPI is made here.');
      const { openapiObject } = document;
      for (const [path, operations] of Object.entries(openapiObject.paths ?? {})) {
        for (const [method, operation] of Object.entries(operations ?? {})) {
          if (typeof operation !== 'object' || !('responses' in operation)) continue;
          const summary = callSummaries[`${method} ${path}`];
          if (summary !== undefined) Object.assign(operation, { summary });
          Object.assign(operation.responses, { default: problemResponse });
        }
      }
      const Problem = { ...z.toJSONSchema(problemSchema), $schema: undefined };
      const components = { ...openapiObject.components, schemas: { Problem } };
      return { ...openapiObject, components } as typeof openapiObject;
    },
  });
}

/** The description for programs, and the same for people. */
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
