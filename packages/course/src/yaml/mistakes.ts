import { quoted } from './quoted.ts';
import {
  blockHeader,
  columnOf,
  indentOf,
  parentColumn,
  quotedStart,
  type WrittenLine,
  writtenLines,
} from './written-lines.ts';

/** A mistake on one line, in an author's terms. */
export interface Mistake {
  /** From 1. */
  readonly line: number;
  /** Empty when a fault of another line covers it. */
  readonly message: string;
  /** The line as it was probably meant, so that the rest of the file can be read. */
  readonly meant: string | null;
}

/**
 * What authors get wrong in YAML, found in the text itself: for the parser all of it is much the
 * same. To be asked only when the parser refuses the file.
 */
export function findMistakes(text: string, knownKeys: ReadonlySet<string>): Mistake[] {
  const sources = text.split('\n');
  const lines = writtenLines(text, knownKeys);
  const tabs = tabMistakes(sources, lines);
  if (tabs.length > 0) return tabs;
  const columns = createColumns();
  const below = belowBars(lines, sources);
  return lines.flatMap((line, index) => {
    const before = lines[index - 1];
    const mistake =
      below.get(line) ??
      continued(line, before) ??
      columns.check(line, before) ??
      separator(line, index) ??
      withoutColon(line, knownKeys) ??
      valueMistake(line, { text, next: lines[index + 1] });
    return mistake === null ? [] : mistake;
  });
}

const spacesPerTab = '  ';

function tabMistakes(sources: readonly string[], lines: readonly WrittenLine[]): Mistake[] {
  const tabbed = lines.filter(({ lead }) => lead.includes('\t'));
  const others = tabbed.length - 1;
  const more = ['', ', and so does one line below'][others] ?? `, and so do ${others} lines below`;
  // One sentence for all of them, or one tab key would fill the screen.
  return tabbed.map(({ number }, index) => ({
    line: number,
    message:
      index > 0 ? '' : `begins with a tab${more}; use spaces, which is all that YAML takes there`,
    meant: (sources[number - 1] ?? '').replace(/^[ \t-]*/, (lead) =>
      lead.replaceAll('\t', spacesPerTab),
    ),
  }));
}

/** Lines of a text that should stand further right than the `|` above them has its key. */
function belowBars(
  lines: readonly WrittenLine[],
  sources: readonly string[],
): Map<WrittenLine, Mistake> {
  const found = new Map<WrittenLine, Mistake>();
  let bar: WrittenLine | null = null;
  let isFirst = false;
  for (const line of lines) {
    if (bar !== null && line.key === null && !line.lead.includes('-')) {
      const spaces = parentColumn(bar) + 2;
      const message = `stands too far left for a text below "${bar.head}${bar.value}"; put ${spaces} spaces in front of each line of that text`;
      const meant = `${' '.repeat(spaces)}${(sources[line.number - 1] ?? '').trimStart()}`;
      found.set(line, { line: line.number, message: isFirst ? message : '', meant });
      isFirst = false;
    } else {
      bar = blockHeader.test(line.value) ? line : null;
      isFirst = true;
    }
  }
  return found;
}

/** A text that goes on in the next line, and has a colon there. */
function continued(line: WrittenLine, before: WrittenLine | undefined): Mistake | null {
  if (before === undefined || !isPlain(before.value) || line.key !== null) return null;
  if (line.lead.includes('-') || indentOf(line) <= parentColumn(before)) return null;
  if (!hasColon(line.value)) return null;
  return {
    line: line.number,
    message: `goes on with the text of the line above; write a text of several lines below "${before.head}|", each line moved in`,
    meant: null,
  };
}

interface Opened {
  readonly column: number;
  readonly key: string;
  readonly line: number;
}

/** Follows the columns in which keys begin: those that belong together share one. */
function createColumns() {
  // The groups that are open, from the outermost on, each with its latest key.
  const open: Opened[] = [];
  return {
    check(line: WrittenLine, before: WrittenLine | undefined): Mistake | null {
      const { key, lead, number, head, value, comment } = line;
      const hyphen = lead.indexOf('-');
      if (key === null && hyphen === -1) return null;
      const column = columnOf(line);
      let closed: Opened | undefined;
      while ((open.at(-1)?.column ?? -1) > (hyphen === -1 ? column : hyphen)) closed = open.pop();
      if (key === null) return null;
      const top = open.at(-1);
      const isBeside = top?.column === column;
      const isBelow = closed === undefined && (before === undefined || before.value === '');
      if (isBeside) open.pop();
      const beside = closed ?? top;
      if (isBeside || isBelow || hyphen !== -1 || beside === undefined) {
        open.push({ column, key, line: number });
        return null;
      }
      if (closed !== undefined) open.push(closed);
      const side = column > beside.column ? 'right' : 'left';
      return {
        line: number,
        message: `"${key}" stands further ${side} than "${beside.key}" in line ${beside.line}; let both begin in the same column`,
        meant: `${' '.repeat(beside.column)}${head}${value}${comment}`,
      };
    },
  };
}

function separator({ lead, value, number }: WrittenLine, index: number): Mistake | null {
  if (lead !== '' || index === 0 || !/^(?:---|\.\.\.)(?:\s|$)/.test(value)) return null;
  const message = `has a "${value.slice(0, 3)}", after which YAML begins another file; remove this line`;
  return { line: number, message, meant: '' };
}

function withoutColon(line: WrittenLine, knownKeys: ReadonlySet<string>): Mistake | null {
  if (line.key !== null) return null;
  const [, key = '', sign = '', value = ''] = /^(\w+)(:|\s*=\s*)(\S.*)$/.exec(line.value) ?? [];
  if (!knownKeys.has(key)) return null;
  const meant = `${key}: ${value}`;
  const message =
    sign === ':'
      ? `needs a space after "${key}:"; write ${meant}`
      : `needs a colon after "${key}" and no "="; write ${meant}`;
  return { line: line.number, message, meant: `${line.lead}${meant}${line.comment}` };
}

interface Around {
  readonly text: string;
  readonly next: WrittenLine | undefined;
}

function valueMistake(line: WrittenLine, around: Around): Mistake | null {
  const found = describeValue(line, around);
  if (found === null) return null;
  const { lead, head, comment, number } = line;
  const meant = `${lead}${head}${found.meant}${comment}`;
  const shown = head === '' && lead.includes('-') ? `- ${found.meant}` : `${head}${found.meant}`;
  return { line: number, message: `${found.message}: ${shown}`, meant };
}

interface MeantValue {
  readonly message: string;
  readonly meant: string;
}

function describeValue(line: WrittenLine, around: Around): MeantValue | null {
  const { value } = line;
  if (value === '' || blockHeader.test(value)) return null;
  const first = value.charAt(0);
  if (first === '"' || first === "'") return inQuotes(line, around.next);
  if (/^[“”„«»‘’‚‛]/.test(value) && hasColon(value)) {
    const bare = value.replace(/^[“”„«»‘’‚‛]|[“”„«»‘’‚‛]$/g, '');
    const message = 'has typographic quotes, which YAML takes for letters; write straight ones';
    return { message, meant: quoted(bare) };
  }
  if (first === '[' || first === '{') return inBrackets(line);
  if (startsOddly(value, around.text)) {
    const isBar = first === '|' || first === '>';
    const more = isBar ? ` (or write "${first}" alone, and the text on the lines below)` : '';
    return {
      message: `a text that begins with "${first}" needs quotes${more}`,
      meant: quoted(value),
    };
  }
  if (!hasColon(value)) return null;
  const where = /:$/.test(value) && !/:\s/.test(value) ? 'ends with ":"' : 'has ": " in it';
  const message =
    where === 'ends with ":"'
      ? 'a text that ends with ":" needs quotes'
      : 'a text with ": " in it needs quotes';
  return { message, meant: quoted(value) };
}

const hasColon = (value: string): boolean => /:(?:\s|$)/.test(value);

const isPlain = (value: string): boolean => value !== '' && !/^["'|>[{&*!]/.test(value);

/** Whether YAML reads the first character of a text as a sign of its own. */
function startsOddly(value: string, text: string): boolean {
  if (/^!python(?:\s|$)/.test(value)) return false;
  const [, sign, name] = /^([&*])([\w-]+)(?:\s|$)/.exec(value) ?? [];
  if (sign !== undefined) {
    const other = new RegExp(
      `(?:^|[\\s\\[,])${sign === '&' ? '\\*' : '&'}${name}(?:[\\s,\\]]|$)`,
      'm',
    );
    return !other.test(text);
  }
  return /^[%@`*&!|>,\]}]/.test(value) || /^[-?](?:\s|$)/.test(value);
}

function inQuotes({ value }: WrittenLine, next: WrittenLine | undefined): MeantValue | null {
  const sign = value.charAt(0);
  const whole = quotedStart.exec(value)?.[0];
  if (whole === undefined) {
    if (next !== undefined && next.key === null && !next.lead.includes('-')) return null;
    const message = `the text begins with ${sign} and has no ${sign} at its end; add it`;
    return { message, meant: quoted(value.slice(1)) };
  }
  const escape =
    sign === '"' ? /\\[^0abtnvfre "/\\N_LPxuU]/.exec(unescaped(whole))?.[0] : undefined;
  if (escape !== undefined) {
    const message = `"${escape}" means nothing within double quotes; write single ones`;
    return { message, meant: quoted(whole.slice(1, -1)) };
  }
  const rest = value.slice(whole.length);
  if (/^\s*(?:[,\]}].*|:\s.*)?$/.test(rest)) return null;
  const isAround = value.length > 1 && value.endsWith(sign);
  const message = `the text goes on after a ${sign} that ends it; put quotes of the other kind around all of it`;
  return { message, meant: quoted(isAround ? value.slice(1, -1) : value) };
}

/** Without pairs of backslashes, each of which is one backslash. */
const unescaped = (text: string): string => text.replaceAll('\\\\', '');

const closing: Record<string, string> = { '[': ']', '{': '}' };

function inBrackets({ key, value }: WrittenLine): MeantValue | null {
  const open = value.charAt(0);
  const close = closing[open] ?? '';
  const end = value.lastIndexOf(close);
  const rest = end === -1 ? '' : value.slice(end + 1).trim();
  if (end !== -1 && rest === '') return null;
  if (key !== null && !textual.has(key)) {
    if (end !== -1) return null;
    const message = `the list or group that begins with "${open}" has no "${close}" at its end; add it`;
    return { message, meant: `${value}${close}` };
  }
  return { message: `a text that begins with "${open}" needs quotes`, meant: quoted(value) };
}

/** Keys of texts, in which nothing but a text makes sense. */
const textual = new Set(['title', 'description', 'stdin', 'stdout', 'call', 'raises', 'hint']);

export interface Swallowed extends Mistake {
  /** Whether it can hardly have been meant so. */
  readonly isMistake: boolean;
}

/** Where YAML takes a part of a text for something else, and says nothing. */
export function findSwallowed(text: string, knownKeys: ReadonlySet<string>): Swallowed[] {
  let isInHints = false;
  return writtenLines(text, knownKeys).flatMap((line): Swallowed[] => {
    const { key, head, value, comment, number } = line;
    if (key !== null) isInHints = key === 'hints';
    const mistake =
      /^[&!]/.test(value) && startsOddly(value, text)
        ? valueMistake(line, { text, next: undefined })
        : // The entry of a list of cases; a hint may well be such a text.
          line.lead === '- '
          ? withoutColon(line, knownKeys)
          : null;
    if (mistake !== null) return [{ ...mistake, isMistake: true }];
    const isText = key === null ? isInHints : textual.has(key);
    if (!isText || !/^\s*#/.test(comment) || /^["'|>]/.test(value)) return [];
    const isMistake = value === '' || /#\S/.test(comment);
    if (!isMistake && /^\s{2}/.test(comment)) return [];
    const whole = quoted(`${value}${comment}`.trim());
    const shown = `${head === '' ? '- ' : head}${whole}`;
    const message = `what follows "#" is a comment and no part of the text; put the text in quotes, ${shown}, or the comment on a line of its own`;
    return [{ line: number, message, isMistake, meant: `${line.lead}${head}${whole}` }];
  });
}
