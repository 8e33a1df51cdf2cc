import { quoted } from './quoted.ts';
import {
  blockHeader,
  hasColon,
  quotedStart,
  type Mistake,
  type WrittenLine,
} from './written-lines.ts';

export function withoutColon(line: WrittenLine, knownKeys: ReadonlySet<string>): Mistake | null {
  if (line.key !== null) return null;
  const [, key = '', sign = '', value = ''] = /^(\w+)(:|\s*=\s*)(\S.*)$/.exec(line.value) ?? [];
  if (!knownKeys.has(key)) return null;
  const meant = `${key}: ${value}`;
  const message =
    sign === ':'
      ? `needs a space after "${key}:"; write ${meant}`
      : `needs a colon after "${key}" instead of "="; write ${meant}`;
  return { line: line.number, message, meant: `${line.lead}${meant}${line.comment}` };
}

interface Around {
  readonly text: string;
  readonly next: WrittenLine | undefined;
}

export function valueMistake(line: WrittenLine, around: Around): Mistake | null {
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
    const message = 'has typographic quotes, which YAML reads as letters; write straight ones';
    return { message, meant: quoted(bare) };
  }
  if (first === '[' || first === '{') return inBrackets(line);
  if (startsOddly(value, around.text)) {
    const isBar = first === '|' || first === '>';
    const more = isBar ? ` (or write "${first}" alone, and the text on the lines below)` : '';
    return {
      message: `a text that starts with "${first}" needs quotes${more}`,
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

/** Whether YAML reads the first character of a text as a special character. */
export function startsOddly(value: string, text: string): boolean {
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
    const message = `the text starts with ${sign} but does not end with ${sign}; add it`;
    return { message, meant: quoted(value.slice(1)) };
  }
  const escape =
    sign === '"' ? /\\[^0abtnvfre "/\\N_LPxuU]/.exec(unescaped(whole))?.[0] : undefined;
  if (escape !== undefined) {
    const message = `"${escape}" is not a valid escape within double quotes; use single quotes`;
    return { message, meant: quoted(whole.slice(1, -1)) };
  }
  const rest = value.slice(whole.length);
  if (/^\s*(?:[,\]}].*|:\s.*)?$/.test(rest)) return null;
  const isAround = value.length > 1 && value.endsWith(sign);
  const message = `the text continues after its closing ${sign}; put the other kind of quotes around all of it`;
  return { message, meant: quoted(isAround ? value.slice(1, -1) : value) };
}

/** Without pairs of backslashes, each of which stands for one backslash. */
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
    const message = `the list or group that starts with "${open}" has no closing "${close}"; add it`;
    return { message, meant: `${value}${close}` };
  }
  return { message: `a text that starts with "${open}" needs quotes`, meant: quoted(value) };
}

/** Keys whose value must be text. */
export const textual = new Set(
  'title description stdin stdout call code raises hint message'.split(' '),
);
