import { z } from 'zod';

/** What the fuzz reads of a schema that zod has written. */
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
  /** With its parameters in braces. */
  readonly path: string;
  readonly query: Readonly<Record<string, ValueSchema>>;
  readonly body: ValueSchema | null;
  /** By status; of those with a body. */
  readonly answers: Readonly<Record<string, z.ZodType>>;
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
        responses: z.record(z.string(), z.object({ content: content.optional() })),
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
    })),
  );
}
