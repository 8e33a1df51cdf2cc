import { problemMediaType } from '@touchstone/contracts';
import { z } from 'zod';

/** The parts of a JSON schema from zod that the fuzz test uses. */
export interface ValueSchema {
  readonly type?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, ValueSchema>>;
  readonly anyOf?: readonly ValueSchema[];
}

export interface Operation {
  readonly method: string;
  /** With its parameters in braces, as in `/api/submissions/{id}`. */
  readonly path: string;
  readonly query: Readonly<Record<string, ValueSchema>>;
  readonly body: ValueSchema | null;
  /** By status, for answers with a body. */
  readonly answers: Readonly<Record<string, z.ZodType>>;
  /** The problems that the document names for this call; null for a call in no document. */
  readonly errors: ReadonlySet<string> | null;
}

const schema = z.custom<ValueSchema>((value) => typeof value === 'object' && value !== null);
const content = z.record(z.string(), z.object({ schema: schema.optional() }));
const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        parameters: z
          .array(z.object({ in: z.string(), name: z.string(), schema: schema.default({}) }))
          .default([]),
        requestBody: z.object({ content }).optional(),
        responses: z.record(
          z.string(),
          z.object({ description: z.string(), content: content.optional() }),
        ),
      }),
    ),
  ),
});

/** All calls that an OpenAPI document describes. */
export function readOperations(document: unknown): Operation[] {
  const { paths } = documentSchema.parse(document);
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { parameters, requestBody, responses }]) => ({
      method: method.toUpperCase(),
      path,
      query: Object.fromEntries(
        parameters.filter((one) => one.in === 'query').map((one) => [one.name, one.schema]),
      ),
      body: requestBody?.content['application/json']?.schema ?? null,
      answers: Object.fromEntries(
        Object.entries(responses).flatMap(([status, response]) => {
          const described = response.content?.['application/json']?.schema;
          if (described === undefined) return [];
          return [[status, z.fromJSONSchema(described as Parameters<typeof z.fromJSONSchema>[0])]];
        }),
      ),
      errors: new Set(
        Object.values(responses)
          .filter((response) => response.content?.[problemMediaType] !== undefined)
          .flatMap(({ description }) => description.split(', ')),
      ),
    })),
  );
}
