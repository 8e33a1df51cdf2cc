import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Document,
  type Node,
  parseDocument,
  type ScalarTag,
} from 'yaml';
import { z } from 'zod';
import type { FaultList } from './course-error.ts';
import { suggest } from './did-you-mean.ts';
import type { Folder } from './folder.ts';
import { sizes } from './sizes.ts';

/**
 * A checked YAML file; `lineOf` finds the line of a value, for faults found later, and `document`
 * has what plain values leave out, such as how a number is written.
 */
export interface YamlFile<T> {
  readonly value: T;
  readonly document: Document;
  lineOf(path: readonly PropertyKey[]): number;
}

/** Null when the file has faults, which are then in the folder's list, each with its line. */
export async function readYaml<Schema extends z.ZodType>(
  folder: Folder,
  path: string,
  schema: Schema,
  customTags: readonly ScalarTag[] = [],
): Promise<YamlFile<z.output<Schema>> | null> {
  const text = await folder.readText(path, sizes.yamlMaxBytes);
  if (text === null) return null;
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    customTags: [...customTags],
  });
  const lineOf = (place: readonly PropertyKey[]) =>
    lines.linePos(offsetOf(document.contents, place)).line || 1;

  for (const { message, pos } of [...document.errors, ...document.warnings]) {
    folder.faults.add(path, `is not valid YAML: ${message}`, lines.linePos(pos[0]).line);
  }
  if (document.errors.length > 0) return null;
  const content = toPlain(document, path, folder.faults);
  if (content === undefined) return null;

  const parsed = schema.safeParse(content.value);
  if (parsed.success) return { value: parsed.data, document, lineOf };
  for (const issue of parsed.error.issues) {
    for (const fault of describeIssue(issue, schema, document)) {
      folder.faults.add(path, fault.message, lineOf(fault.place));
    }
  }
  return null;
}

function toPlain(
  document: Document,
  path: string,
  faults: FaultList,
): { value: unknown } | undefined {
  try {
    return { value: document.toJS({ maxAliasCount: 20 }) as unknown };
  } catch (error) {
    faults.add(path, `is not valid YAML: ${(error as Error).message}`, 1);
    return undefined;
  }
}

/** Where the value at the path begins, or its key, or the nearest thing around it that exists. */
function offsetOf(contents: Node | null, path: readonly PropertyKey[]): number {
  let node: unknown = contents;
  let offset = contents?.range?.[0] ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (pair === undefined) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}

interface PlacedMessage {
  readonly place: readonly PropertyKey[];
  readonly message: string;
}

function describeIssue(
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  document: Document,
): PlacedMessage[] {
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) => ({
      place: [...issue.path, key],
      message: `"${key}" is not known here${suggest(key, known)}`,
    }));
  }
  const place = issue.path;
  if (place.length === 0) {
    if (schema instanceof z.ZodArray) return [{ place, message: describeValue(issue) }];
    return [{ place, message: 'must be a list of "key: value" lines' }];
  }
  if (!document.hasIn(place)) {
    return [{ place, message: `${name(place)} is missing; add it` }];
  }
  return [{ place, message: `${name(place)}: ${describeValue(issue)}` }];
}

const expectations: Record<string, string> = {
  string: 'must be text (in quotes if it looks like a number)',
  number: 'must be a number',
  int: 'must be a whole number',
  array: 'must be a list',
  object: 'must be a group of "key: value" lines',
};

function describeValue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return expectations[issue.expected] ?? issue.message;
  if (issue.code === 'invalid_value') {
    return `must be one of ${issue.values.map((value) => `"${String(value)}"`).join(', ')}`;
  }
  if (issue.code === 'too_big') {
    return issue.origin === 'number' || issue.origin === 'int'
      ? `must be at most ${issue.maximum}`
      : `is too long; at most ${issue.maximum} are allowed`;
  }
  if (issue.code === 'too_small' && issue.origin === 'number') {
    return `must be ${issue.inclusive === true ? 'at least' : 'more than'} ${issue.minimum}`;
  }
  return issue.message;
}

/** `"parts[0].title"` for the path parts, 0, title. */
function name(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`));
  return `"${steps.join('').replace(/^\./, '')}"`;
}

/** The keys that the schema knows at a place. */
function keysAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  let at = unwrap(schema);
  for (const step of path) {
    if (at instanceof z.ZodArray) at = unwrap(at.element);
    else if (at instanceof z.ZodObject)
      at = unwrap((at.shape as Record<PropertyKey, unknown>)[step]);
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

function unwrap(schema: unknown): unknown {
  const wrapped =
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodPrefault;
  return wrapped ? unwrap(schema.unwrap()) : schema;
}
