/** One line of a YAML file as an author sees it: `  - key: value  # comment`. */
export interface WrittenLine {
  /** From 1. */
  readonly number: number;
  /** The spaces and hyphens before the key or the value. */
  readonly lead: string;
  /** Null if the line does not start with a known key and a colon. */
  readonly key: string | null;
  /** From the key up to the value, as it is written; empty without a key. */
  readonly head: string;
  /** The rest of the line, without a comment at its end and without spaces around it. */
  readonly value: string;
  /** A comment with the spaces before it, or nothing. */
  readonly comment: string;
}

/** A mistake on one line, described for an author. */
export interface Mistake {
  /** From 1. */
  readonly line: number;
  /** Empty if the message of another line covers it. */
  readonly message: string;
  /** The line as it was probably intended, so that the rest of the file can be read. */
  readonly meant: string | null;
}

/** The header of a text on the lines below, such as `|` or `>-`. */
export const blockHeader = /^[|>][-+0-9]*$/;

/** A text in quotes from its first to its last quote. */
export const quotedStart = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/;

export const hasColon = (value: string): boolean => /:(?:\s|$)/.test(value);

export const isPlain = (value: string): boolean => value !== '' && !/^["'|>[{&*!]/.test(value);

/**
 * The lines of the file except for blank lines, comments, text below a `|` and further lines of quoted
 * text. Only known keys count as keys: `- Note: read this` is text with a colon in it.
 */
export function writtenLines(text: string, knownKeys: ReadonlySet<string>): WrittenLine[] {
  const lines = text
    .split('\n')
    .map((source, index) => parseLine(source, index + 1, knownKeys))
    .filter(({ lead, head, value }) => `${lead.trim()}${head}${value}` !== '');
  const found: WrittenLine[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] as WrittenLine;
    found.push(line);
    const rest = lines.slice(index + 1);
    if (blockHeader.test(line.value)) {
      const outside = rest.findIndex((next) => indentOf(next) <= parentColumn(line));
      index += outside === -1 ? rest.length : outside;
    } else if (/^["']/.test(line.value) && !quotedStart.test(line.value)) {
      index += quotedLines(line, rest);
    }
  }
  return found;
}

/** The column, from 0, where the key or the value of a line starts. */
export const columnOf = ({ lead }: WrittenLine): number => lead.length;

export const indentOf = ({ lead }: WrittenLine): number => /^[ \t]*/.exec(lead)?.[0].length ?? 0;

/** The text below a `|` must be indented more than this column. */
export const parentColumn = ({ lead, key }: WrittenLine): number =>
  key === null && lead.includes('-') ? lead.lastIndexOf('-') : lead.length;

/** How many further lines a quoted text has; 0 if it is not closed. */
function quotedLines({ value }: WrittenLine, rest: readonly WrittenLine[]): number {
  let text = value;
  for (const [index, { key, head, value: more, comment }] of rest.entries()) {
    if (key !== null) return 0;
    text += `\n${head}${more}${comment}`;
    if (quotedStart.test(text)) return index + 1;
  }
  return 0;
}

function parseLine(source: string, number: number, knownKeys: ReadonlySet<string>): WrittenLine {
  const lead = /^[ \t]*(?:-(?:[ \t]+|$))*/.exec(source)?.[0] ?? '';
  const rest = source.slice(lead.length);
  const [all = '', key = ''] = /^["']?(\w+)["']?[ \t]*:(?:[ \t]+|$)/.exec(rest) ?? [];
  const isKnown = knownKeys.has(key);
  const head = isKnown ? all : '';
  return {
    number,
    lead,
    key: isKnown ? key : null,
    head,
    ...splitComment(rest.slice(head.length)),
  };
}

/** A `#` after a space starts a comment, but not within a quoted value. */
function splitComment(rest: string): { value: string; comment: string } {
  const inQuotes = quotedStart.exec(rest)?.[0].length ?? 0;
  const at = rest.slice(inQuotes).search(inQuotes === 0 ? /(?:^|[ \t]+)#/ : /[ \t]+#/);
  if (at === -1) return { value: rest.trim(), comment: '' };
  const end = inQuotes + at;
  return { value: rest.slice(0, end).trim(), comment: rest.slice(end).trimEnd() };
}
