import { jsonSchemas } from '../packages/course/src/schemas/json-schemas.ts';

/*
 * The tables of docs/course.md that are made from the schemas: one for each YAML file of a course.
 */

/** @typedef {ReturnType<typeof jsonSchemas>['course']} JsonSchema */
/** @typedef {{ place: string, schema: JsonSchema, isRequired: boolean }} Key */

/** By name: the rows, of which the first are the headings. @returns {Record<string, string[][]>} */
export const courseTables = () =>
  Object.fromEntries(
    Object.entries(jsonSchemas()).map(([name, schema]) => [
      `keys of ${name}.yaml`,
      [['key', 'value', 'default', 'meaning'], ...keysOf(schema).map(rowOf)],
    ]),
  );

/** @param {Key} key */
const rowOf = ({ place, schema, isRequired }) => [
  code(place),
  valueText(schema),
  isRequired ? 'required' : defaultText(schema),
  schema.description ?? '',
];

/** All keys, those within others after them; `parts[].title` is a key of each item of a list. */
const keysOf = (/** @type {JsonSchema} */ schema, prefix = '') => {
  /** @type {Map<string, Key>} */
  const keys = new Map();
  for (const [name, value] of Object.entries(schema.properties ?? {})) {
    if (typeof value === 'boolean') continue;
    const place = `${prefix}${name}`;
    keys.set(place, { place, schema: value, isRequired: schema.required?.includes(name) ?? false });
    const inner = value.type === 'array' ? `${place}[].` : `${place}.`;
    for (const key of keysOf(value, inner)) keys.set(key.place, key);
  }
  for (const part of partsOf(schema))
    for (const key of keysOf(part, prefix)) keys.set(key.place, key);
  return [...keys.values()];
};

/** The schemas of a list's items, and the alternatives. @param {JsonSchema} schema */
const partsOf = ({ items = [], anyOf = [], oneOf = [], allOf = [] }) =>
  [items, anyOf, oneOf, allOf].flat().filter((part) => typeof part !== 'boolean');

/** @param {JsonSchema} schema @returns {string} */
function valueText(schema) {
  if (schema.enum !== undefined) return schema.enum.map((value) => code(String(value))).join(', ');
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  if (choices.length > 0) {
    return [
      ...new Set(choices.map((one) => (typeof one === 'boolean' ? 'any' : valueText(one)))),
    ].join(' or ');
  }
  if (Array.isArray(schema.type)) return 'text';
  switch (schema.type) {
    case 'string':
      return 'text';
    case 'boolean':
      return `${code('true')}, ${code('false')}`;
    case 'integer':
      return `whole number${rangeText(schema)}`;
    case 'number':
      return `number${rangeText(schema)}`;
    case 'array': {
      const [item] = partsOf(schema);
      return `list of ${item === undefined ? 'values' : plural(valueText(item))}`;
    }
    case 'object':
      return 'keys';
    default:
      return 'any value';
  }
}

/** @param {string} text */
const plural = (text) => (text === 'text' ? 'texts' : text === 'keys' ? 'entries' : text);

/** @param {JsonSchema} schema */
function rangeText({ minimum, exclusiveMinimum, maximum }) {
  const from =
    exclusiveMinimum !== undefined
      ? `above ${exclusiveMinimum}`
      : minimum !== undefined
        ? `from ${minimum}`
        : '';
  const to = maximum !== undefined ? `up to ${maximum}` : '';
  return [from, to]
    .filter((part) => part !== '')
    .map((part) => `, ${part}`)
    .join('');
}

/** @param {JsonSchema} schema */
function defaultText({ default: value }) {
  const isEmpty = value === undefined || value === '' || JSON.stringify(value).length === 2;
  return isEmpty ? '' : code(String(value));
}

/** @param {string} text */
const code = (text) => `\`${text}\``;
