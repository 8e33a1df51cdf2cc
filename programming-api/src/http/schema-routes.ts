import type { FastifyInstance } from 'fastify';
import assignment from '../../../schemas/assignment.schema.json' with { type: 'json' };
import cases from '../../../schemas/cases.schema.json' with { type: 'json' };
import course from '../../../schemas/course.schema.json' with { type: 'json' };
import { notFound } from './problems.ts';
import { sendTagged, tagAnswer, type TaggedAnswer } from './tagged-answer.ts';

/** By name. `npm run tables` makes the files of the zod schemas. */
const schemas = new Map<string, unknown>(
  Object.entries({
    'assignment.schema.json': assignment,
    'cases.schema.json': cases,
    'course.schema.json': course,
  }),
);

/** The JSON Schemas of a course's YAML files, for teachers' editors. */
export function schemaRoutes(app: FastifyInstance): void {
  const answers = new Map<string, Promise<TaggedAnswer>>();

  const answerOf = (name: string): Promise<TaggedAnswer> => {
    if (!schemas.has(name)) throw notFound('schema');
    const answer = answers.get(name) ?? tagAnswer(schemas.get(name));
    answers.set(name, answer);
    return answer;
  };

  app.get<{ Params: { name: string } }>('/schemas/:name', {
    schema: { hide: true },
    // The answers are compressed already.
    compress: false,
    handler: async (request, reply) =>
      sendTagged(request, reply, await answerOf(request.params.name)),
  });
}
