import { z } from 'zod';
import { casesSchema } from '../cases/case-schema.ts';
import { assignmentManifestSchema, courseManifestSchema } from '../manifest.ts';
import { keyDescriptions } from './key-descriptions.ts';

/** A YAML file of a course that has a schema: NAME.yaml. */
export type SchemaName = 'course' | 'assignment' | 'cases';

const sources: Readonly<Record<SchemaName, z.ZodType>> = {
  course: courseManifestSchema,
  assignment: assignmentManifestSchema,
  cases: casesSchema,
};

type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * The JSON Schemas of a course's YAML files, by which editors complete and check them. They are draft 7,
 * which all editors know. They allow what the zod schemas allow by form; `course check` finds more.
 */
export const jsonSchemas = (): Record<SchemaName, JsonSchema> => ({
  course: toJsonSchema('course'),
  assignment: toJsonSchema('assignment'),
  cases: toJsonSchema('cases'),
});

function toJsonSchema(name: SchemaName): JsonSchema {
  const schema = z.toJSONSchema(sources[name], {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
  });
  const described: JsonSchema = { title: `${name}.yaml`, ...schema };
  describe(described, '', keyDescriptions[name]);
  return described;
}

/** Adds the descriptions that the schema lacks; the place of a key in a list is that of the list. */
function describe(
  schema: JsonSchema,
  place: string,
  descriptions: Readonly<Record<string, string>>,
): void {
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    if (typeof value === 'boolean') continue;
    const at = place === '' ? key : `${place}.${key}`;
    const { [at]: description } = descriptions;
    if (description !== undefined) value.description ??= description;
    describe(value, at, descriptions);
  }
  const { items = [], anyOf = [], oneOf = [], allOf = [] } = schema;
  for (const inner of [items, anyOf, oneOf, allOf].flat()) {
    if (typeof inner !== 'boolean') describe(inner, place, descriptions);
  }
}
