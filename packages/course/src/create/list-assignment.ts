import {
  isCollection,
  isScalar,
  isSeq,
  parseDocument,
  visit,
  YAMLMap,
  type Node,
  type YAMLSeq,
} from 'yaml';

export interface Listed {
  /** The whole of course.yaml. */
  readonly text: string;
  /** There was no part with that title. */
  readonly isNewPart: boolean;
}

/**
 * The text of course.yaml with one more assignment, at the end of the part with that title, or of the
 * last part if none is named. Without such a part, a new one follows the others. Everything else stays
 * as it is written, comments too. Null if the file is written in a way that can't be extended.
 */
export function listAssignment(text: string, slug: string, part?: string): Listed | null {
  const document = parseDocument(text);
  const parts: unknown = document.get('parts');
  if (document.errors.length > 0 || !isSeq(parts)) return null;
  const maps = parts.items.filter((item): item is YAMLMap => item instanceof YAMLMap);
  const chosen = part === undefined ? maps.at(-1) : maps.find((map) => map.get('title') === part);
  const isNewPart = chosen === undefined && part !== undefined;
  const after = isNewPart ? withPart(text, parts, part, slug) : withSlug(text, chosen, slug);
  return after === null || parseDocument(after).errors.length > 0
    ? null
    : { text: after, isNewPart };
}

function withSlug(text: string, part: YAMLMap | undefined, slug: string): string | null {
  const empty = part === undefined ? null : extendEmpty(text, part, slug);
  if (empty !== null) return empty;
  const list: unknown = part?.get('assignments');
  if (!isSeq(list)) return null;
  const last: unknown = list.items.at(-1);
  if (!isScalar(last) || !last.range) return null;
  const at = last.range[1];
  return list.flow === true
    ? insert(text, at, `, ${slug}`)
    : withLinesAfter(text, at, `${indentOf(text, list)}- ${slug}`);
}

function withPart(text: string, parts: YAMLSeq, part: string, slug: string): string | null {
  const end = endOf(parts.items.at(-1));
  if (end === null || part.trim() === '') return null;
  const title = `title: ${JSON.stringify(part)}`;
  if (parts.flow === true) return insert(text, end, `, {${title}, assignments: [${slug}]}`);
  const indent = indentOf(text, parts);
  return withLinesAfter(
    text,
    end,
    `${indent}- ${title}\n${indent}  assignments:\n${indent}    - ${slug}`,
  );
}

/** Where the last thing of a node ends, without the comments and blank lines behind it. */
function endOf(node: unknown): number | null {
  if (!isCollection(node)) return null;
  let end: number | null = null;
  const see = (_key: unknown, { range }: Node) => {
    if (range) end = Math.max(end ?? 0, range[1]);
  };
  visit(node, {
    Scalar: see,
    Collection: (key, found) => {
      if (found.flow === true) see(key, found);
    },
  });
  return end;
}

/** With the first assignment of a part that has none: `assignments: []`, or nothing after the colon. */
function extendEmpty(text: string, part: YAMLMap, slug: string): string | null {
  const pair = part.items.find(({ key }) => isScalar(key) && key.value === 'assignments');
  if (!isScalar(pair?.key) || !pair.key.range) return null;
  const { value } = pair;
  if (isSeq(value) && value.flow === true && value.items.length === 0 && value.range) {
    return insert(text, value.range[0] + 1, slug);
  }
  if (part.flow === true || !isScalar(value) || value.value !== null || value.source !== '') {
    return null;
  }
  const [start, end] = pair.key.range;
  const indent = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1) + 2);
  return withLinesAfter(text, end, `${indent}- ${slug}`);
}

/** The spaces before the dashes of a list. */
function indentOf(text: string, list: YAMLSeq): string {
  const start = list.range?.[0] ?? 0;
  return ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
}

const insert = (text: string, at: number, added: string): string =>
  text.slice(0, at) + added + text.slice(at);

function withLinesAfter(text: string, position: number, lines: string): string {
  const end = text.indexOf('\n', position);
  return end === -1 ? `${text}\n${lines}\n` : insert(text, end, `\n${lines}`);
}
