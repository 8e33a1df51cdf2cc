import { type Document, isMap, isScalar, isSeq, type Node, type ScalarTag } from 'yaml';
import { z } from 'zod';
import type { Folder } from './folder.ts';
import { sizes } from './sizes.ts';
import { allKeys, describeIssue } from './yaml/describe-issue.ts';
import { parseYaml } from './yaml/syntax-faults.ts';

/**
 * A checked YAML file. `lineOf` finds the line of a value, for faults found later. `document` has what
 * plain values lose, such as how a number is written.
 */
export interface YamlFile<T> {
  readonly value: T;
  readonly document: Document;
  readonly lineOf: (path: readonly PropertyKey[]) => number;
}

/**
 * Reads a YAML file. `missing` is what to do if there is no such file. Faults are added to the folder's
 * list, with their lines. Null if the value does not match the schema. A file whose YAML could be
 * corrected has both faults and a value.
 */
export async function readYaml<Schema extends z.ZodType>(
  folder: Folder,
  path: string,
  schema: Schema,
  missing?: string,
): Promise<YamlFile<z.output<Schema>> | null> {
  const opened = await openYaml(folder, path, schema, { missing });
  if (opened === null) return null;
  const parsed = check(opened, folder, path, schema);
  return parsed === undefined ? null : { ...opened, value: parsed };
}

/** The same for a list: entries that do not match are null, and the others are still read. */
export async function readYamlList<Item extends z.ZodType>(
  folder: Folder,
  path: string,
  schema: z.ZodArray<Item>,
  customTags: readonly ScalarTag[] = [],
): Promise<YamlFile<(z.output<Item> | null)[]> | null> {
  const opened = await openYaml(folder, path, schema, { customTags });
  if (opened === null) return null;
  const whole = check(opened, folder, path, schema);
  if (whole !== undefined) return { ...opened, value: whole };
  if (!Array.isArray(opened.value)) return null;
  const value = opened.value.map((item) => schema.element.safeParse(item).data ?? null);
  return { ...opened, value };
}

function check<Schema extends z.ZodType>(
  { value, document, lineOf }: YamlFile<unknown>,
  folder: Folder,
  path: string,
  schema: Schema,
): z.output<Schema> | undefined {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    for (const { place, message } of describeIssue(issue, schema, document)) {
      folder.faults.add(path, message, lineOf(place));
    }
  }
  return undefined;
}

async function openYaml(
  folder: Folder,
  path: string,
  schema: z.ZodType,
  { missing, customTags = [] }: { missing?: string | undefined; customTags?: readonly ScalarTag[] },
): Promise<YamlFile<unknown> | null> {
  const text = await folder.readText(path, sizes.maxYamlBytes, missing);
  if (text === null) return null;
  const parsed = parseYaml(text, allKeys(schema), customTags);
  const { document, lines } = parsed;
  for (const { message, line } of parsed.faults) folder.faults.add(path, message, line);
  for (const { message, line } of parsed.warnings) folder.faults.warn(path, message, line);
  if (!parsed.isReadable) return null;
  const lineOf = (place: readonly PropertyKey[]) =>
    lines.linePos(offsetOf(document.contents, place)).line || 1;
  const content = toPlain(document, path, folder);
  if (content === undefined) return null;
  // The schema reports what an empty file lacks.
  const empty = schema instanceof z.ZodArray ? [] : {};
  return { value: content.value ?? empty, document, lineOf };
}

function toPlain(document: Document, path: string, folder: Folder): { value: unknown } | undefined {
  try {
    return { value: document.toJS({ maxAliasCount: 20 }) as unknown };
  } catch (error) {
    const message = `uses "*" and "&" in a way that can't be read (${(error as Error).message}); write the values out`;
    folder.faults.add(path, message, 1);
    return undefined;
  }
}

/** Where the value at the path starts, or else its key, or the nearest node around it. */
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
