/** The parts of JSON Schema that our requests and answers use. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly default?: unknown;
  readonly $ref?: string;
}

/** A schema written like a TypeScript type, over several lines. */
export function schemaText(schema: Schema, indent = ''): string {
  if (schema.$ref !== undefined) return schema.$ref.replace(/^.*\//, '');
  if (schema.enum !== undefined)
    return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) {
    return [...new Set(choices.map((choice) => schemaText(choice, indent)))].join(' | ');
  }
  if (schema.type === 'array') {
    const items = schemaText(schema.items ?? {}, indent);
    return /^[\w-]+$/.test(items) || items.startsWith('{') ? `${items}[]` : `(${items})[]`;
  }
  if (schema.type === 'object') return objectText(schema, indent);
  if (schema.type === undefined) return 'any';
  const types = typeof schema.type === 'string' ? [schema.type] : schema.type;
  return (
    types.map((type) => (type === 'string' && schema.format) || type).join(' | ') + bounds(schema)
  );
}

function objectText(schema: Schema, indent: string): string {
  const inner = `${indent}  `;
  const required = new Set(schema.required);
  const lines = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const mark = required.has(name) ? '' : '?';
    return `${inner}${name}${mark}: ${schemaText(property, inner)}`;
  });
  if (typeof schema.additionalProperties === 'object') {
    lines.push(`${inner}[name]: ${schemaText(schema.additionalProperties, inner)}`);
  }
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
}

/** Without the limits of exact integers, which every integer has. */
function bounds({ minimum, maximum, maxLength, default: preset }: Schema): string {
  const exact = Number.MAX_SAFE_INTEGER;
  const parts = [
    minimum !== undefined && Math.abs(minimum) < exact ? `from ${minimum}` : '',
    maximum !== undefined && maximum < exact ? `to ${maximum}` : '',
    maxLength === undefined ? '' : `at most ${maxLength} characters`,
    preset === undefined ? '' : `default ${JSON.stringify(preset)}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
