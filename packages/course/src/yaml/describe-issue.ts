import { type Document, isMap, isScalar, isSeq } from 'yaml';
import { z } from 'zod';
import { suggest, suggestNear } from '../did-you-mean.ts';
import { quoted } from './quoted.ts';

export interface PlacedMessage {
  readonly place: readonly PropertyKey[];
  readonly message: string;
}

/** What is wrong with a value, in sentences that follow file and line. */
export function describeIssue(
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  document: Document,
): PlacedMessage[] {
  const place = issue.path;
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, place);
    return issue.keys.map((key) => ({
      place: [...place, key],
      message: describeUnknown(key, known, schema),
    }));
  }
  if (place.length === 0) return [{ place, message: describeRoot(issue, schema) }];
  if (!document.hasIn(place)) {
    const key = String(place.at(-1));
    return [{ place, message: `"${key}" is missing; add ${examples[key] ?? 'it'}` }];
  }
  const inner = innerIssues(issue);
  if (inner.length > 0) return inner.flatMap((each) => describeIssue(each, schema, document));
  const written = writtenAt(document, place);
  return [{ place, message: `${nameOf(place)} ${describeValue(issue, written)}` }];
}

/** Of a value that has the type of one of several allowed forms: what is wrong by that form. */
function innerIssues(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [];
  const isOther = ({ code, path }: z.core.$ZodIssue) =>
    (code === 'invalid_type' || code === 'invalid_value') && path.length === 0;
  const meant = issue.errors.find((issues) => !issues.some(isOther)) ?? [];
  return meant.map((each) => ({ ...each, path: [...issue.path, ...each.path] }));
}

function describeUnknown(key: string, known: readonly string[], schema: z.ZodType): string {
  const parent = parentOf(schema, key);
  const near = suggestNear(key, known);
  return parent === null || near !== ''
    ? `"${key}" is not known here${near || `; remove it${suggest(key, known)}`}`
    : `"${key}" does not belong here but below "${parent}"; move it there`;
}

const examples: Readonly<Record<string, string>> = {
  title: 'a line such as "title: Loops"',
  parts: 'it: the list of parts, each with "title" and "assignments"',
  assignments: 'it: the list of the folders in this part, such as "assignments: [loops, lists]"',
};

function describeRoot(issue: z.core.$ZodIssue, schema: z.ZodType): string {
  if (issue.code !== 'invalid_type') {
    return describeValue(issue, { key: '', source: null, node: null });
  }
  return schema instanceof z.ZodArray
    ? 'must be a list; start each entry with "- "'
    : 'must be lines of the form "key: value", with no "- " in front of the key';
}

interface Written {
  readonly key: string;
  /** The value as it is written in the file; null if it is not a scalar. */
  readonly source: string | null;
  readonly node: unknown;
}

function writtenAt(document: Document, place: readonly PropertyKey[]): Written {
  const node: unknown = document.getIn(place, true);
  const source = isScalar(node) ? (node.source ?? null) : null;
  const key = place.at(-1);
  return { key: typeof key === 'string' ? `${key}: ` : '', source, node };
}

function describeValue(issue: z.core.$ZodIssue, written: Written): string {
  if (issue.code === 'invalid_type') return describeType(issue.expected, written);
  if (issue.code === 'invalid_union')
    return issue.message.startsWith('must be text')
      ? describeType('string', written)
      : issue.message;
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String);
    const near = suggestNear(straight(written.source ?? ''), values);
    return `must be one of ${values.map((value) => `"${value}"`).join(', ')}${near}`;
  }
  if (issue.code === 'too_big') {
    if (isNumeric(issue.origin)) return `must be at most ${issue.maximum}; write a smaller number`;
    return issue.origin === 'string'
      ? `is too long: at most ${issue.maximum} characters are allowed; make it shorter`
      : `has too many entries: at most ${issue.maximum} are allowed; remove some`;
  }
  if (issue.code === 'too_small' && isNumeric(issue.origin)) {
    return `must be ${issue.inclusive === true ? 'at least' : 'more than'} ${issue.minimum}; write a larger number`;
  }
  return issue.message;
}

const isNumeric = (origin: string): boolean => origin === 'number' || origin === 'int';

const straight = (text: string): string => text.toLowerCase().replace(/[“”„‘’‚"']/g, '');

function describeType(expected: string, written: Written): string {
  const { source, key, node } = written;
  const isEmpty = node === null || (isScalar(node) && node.value === null && !source);
  switch (expected) {
    case 'string':
      if (isEmpty)
        return 'has no text; write it after the colon, in quotes if it starts with a special character';
      return describeText(written);
    case 'number':
    case 'int': {
      const digits = /^\s*(-?\d+)(?:[.,](\d+))?/.exec(source ?? '');
      const [, whole, fraction] = digits ?? [];
      const number =
        whole === undefined ? '5' : whole + (fraction === undefined ? '' : `.${fraction}`);
      const what = expected === 'int' ? 'a whole number' : 'a number';
      return `must be ${what}, without quotes or a unit, such as ${key}${number}`;
    }
    case 'boolean': {
      const isNo = /^(?:no|off|n|false|0)$/.test(straight(source ?? ''));
      return `must be true or false, without quotes; write ${key}${isNo ? 'false' : 'true'}`;
    }
    case 'array': {
      if (source?.startsWith('-') === true) return 'must be a list; put a space after each "-"';
      const isItem = !isEmpty && source !== null && !isBoolean(node);
      const item = !isItem ? '…' : key.startsWith('hints') ? quoted(source) : source;
      return `must be a list, such as ${key}[${item}]`;
    }
    case 'record':
      return 'must be lines of the form "name: text" below it, indented';
    case 'object':
      return 'must be a group: lines of the form "key: value" below it, indented';
    default:
      return `must be of another type (${expected})`;
  }
}

/** What is written where text is expected, and how to quote it. */
function describeText({ node, source, key }: Written): string {
  if (isScalar(node) && source !== null) {
    return `must be text, but YAML reads this as ${kindOf(node.value)}; put it in quotes: ${key}${quoted(source)}`;
  }
  if (isMap(node) && !node.flow && node.items.length === 1) {
    const [pair] = node.items;
    const [name, value] = [pair?.key, pair?.value];
    if (isScalar(name) && isScalar(value)) {
      const text = `${String(name.value)}: ${value.source ?? ''}`.trim();
      const lead = key === '' ? '- ' : key;
      return `must be text; a text with ": " in it needs quotes: ${lead}${quoted(text)}`;
    }
  }
  if ((isSeq(node) || isMap(node)) && node.flow === true) {
    return 'must be text; if the brackets belong to it, put quotes around all of it';
  }
  return 'must be a single text; write a text of several lines below a |';
}

const isBoolean = (node: unknown): boolean => isScalar(node) && typeof node.value === 'boolean';

const kindOf = (value: unknown): string => {
  if (typeof value === 'number') return 'a number';
  if (typeof value === 'boolean') return 'true or false';
  return value === null ? 'nothing' : 'something else';
};

/** `"limits.cpuSeconds"`, or `item 2 of "hints"`. The line shows which part or case it is in. */
function nameOf(place: readonly PropertyKey[]): string {
  const keys = place.filter((step) => typeof step !== 'number').map(String);
  const last = place.at(-1);
  if (keys.length === 0) return `entry ${Number(last) + 1}`;
  if (typeof last === 'number') return `item ${last + 1} of "${keys.at(-1) ?? ''}"`;
  const lastNumber = place.findLastIndex((step) => typeof step === 'number');
  return `"${place
    .slice(lastNumber + 1)
    .map(String)
    .join('.')}"`;
}

/** The keys that the schema has at a place. */
function keysAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  let at = schema;
  for (const step of path) {
    if (typeof step === 'string') at = entriesOf(at).find(([key]) => key === step)?.[1];
  }
  return entriesOf(at).map(([key]) => key);
}

/** All keys that the schema has anywhere. */
export const allKeys = (schema: unknown): Set<string> =>
  new Set(entriesOf(schema).flatMap(([key, value]) => [key, ...allKeys(value)]));

/** The key below which the schema has another key. */
const parentOf = (schema: unknown, key: string): string | null =>
  entriesOf(schema).find(([, value]) => allKeys(value).has(key))?.[0] ?? null;

/** The keys and their schemas, of an object or of the objects in a list. */
function entriesOf(schema: unknown): [string, unknown][] {
  if (schema instanceof z.ZodArray) return entriesOf(schema.element);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(entriesOf);
  if (schema instanceof z.ZodObject) return Object.entries<unknown>(schema.shape);
  const isWrapped =
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodPrefault;
  return isWrapped ? entriesOf(schema.unwrap()) : [];
}
