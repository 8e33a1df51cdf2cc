import { isScalar, isSeq, parseDocument, YAMLMap, type YAMLSeq } from 'yaml';

/**
 * The text of course.yaml with one more assignment, at the end of the part with that title or, by
 * default, of the last part. Everything else stays as it is written, comments too. Null if there is no
 * such part, or the list is written in a way that can't be extended.
 */
export function listAssignment(text: string, slug: string, part?: string): string | null {
  const document = parseDocument(text);
  const parts: unknown = document.get('parts');
  if (document.errors.length > 0 || !isSeq(parts)) return null;
  const maps = parts.items.filter((item): item is YAMLMap => item instanceof YAMLMap);
  const chosen = part === undefined ? maps.at(-1) : maps.find((map) => map.get('title') === part);
  const list: unknown = chosen?.get('assignments');
  const last: unknown = isSeq(list) ? list.items.at(-1) : undefined;
  if (!isSeq(list) || !isScalar(last) || !last.range) return null;
  const at = last.range[1];
  return list.flow === true
    ? `${text.slice(0, at)}, ${slug}${text.slice(at)}`
    : withLineAfter(text, at, `${indentOf(text, list)}- ${slug}`);
}

/** The spaces before the dashes of a list. */
function indentOf(text: string, list: YAMLSeq): string {
  const start = list.range?.[0] ?? 0;
  return ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
}

function withLineAfter(text: string, position: number, line: string): string {
  const end = text.indexOf('\n', position);
  return end === -1 ? `${text}\n${line}\n` : `${text.slice(0, end)}\n${line}${text.slice(end)}`;
}
