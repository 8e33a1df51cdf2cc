/** Finds the address of a reference link by its label. */
export type LinkTargets = (label: string) => string | undefined;

const exercism = 'https://exercism.org';

/** One element at the position of the expression; code takes precedence. */
const pieces: readonly [RegExp, (text: string) => string][] = [
  [/\\[^]/y, (text) => text],
  [/(?<!`)(`+)(?!`)[^]*?(?<!`)\1(?!`)/y, (text) => text],
  [/`+/y, (text) => text],
  [/<!--[^]*?-->/y, () => ''],
  [/<img\b[^>]*>/iy, () => ''],
  [/<[a-z/][^<>]*>/iy, (text) => text],
  [/\$/y, () => '\\$'],
];

/** The text of one paragraph, heading or row of a table; see convertMarkdown. */
export function convertInline(text: string, targets: LinkTargets, isInLink = false): string {
  let output = '';
  let at = 0;
  while (at < text.length) {
    const link = /^!?\[/.test(text.slice(at, at + 2)) ? readLink(text, at) : null;
    if (link !== null) {
      output += convertLink(link, targets, isInLink);
      at = link.end;
      continue;
    }
    const piece = pieceAt(text, at);
    output += piece.output;
    at = piece.end;
  }
  return output;
}

function pieceAt(text: string, at: number): { output: string; end: number } {
  for (const [pattern, convert] of pieces) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return { output: convert(found), end: at + found.length };
  }
  return { output: text.charAt(at), end: at + 1 };
}

interface Link {
  readonly isPicture: boolean;
  readonly label: string;
  /** What follows the closing bracket: `(address "title")`, `[name]` or nothing. */
  readonly rest: string;
  /** Null for a reference link. */
  readonly address: string | null;
  readonly end: number;
}

function readLink(text: string, start: number): Link | null {
  const isPicture = text.charAt(start) === '!';
  const open = start + (isPicture ? 1 : 0);
  const close = endOfBracket(text, open);
  if (close === null) return null;
  const label = text.slice(open + 1, close - 1);
  const after = text.slice(close);
  const [whole, inAngles, bare] =
    /^\(\s*(?:<([^<>\n]*)>|((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*))(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)/.exec(
      after,
    ) ?? [];
  if (whole !== undefined) {
    return {
      isPicture,
      label,
      rest: whole,
      address: inAngles ?? bare ?? '',
      end: close + whole.length,
    };
  }
  const name = /^\[[^\]]*\]/.exec(after)?.[0] ?? '';
  return { isPicture, label, rest: name, address: null, end: close + name.length };
}

/** The position after the matching `]`; brackets in code do not count. */
function endOfBracket(text: string, open: number): number | null {
  let depth = 0;
  let at = open;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === '[') depth += 1;
    if (character === ']') depth -= 1;
    if (depth === 0) return at + 1;
    at = '[]'.includes(character) ? at + 1 : pieceAt(text, at).end;
  }
  return null;
}

function convertLink(link: Link, targets: LinkTargets, isInLink: boolean): string {
  const { isPicture, label, rest, address } = link;
  if (isPicture) {
    const shown = `Picture: ${label || 'no text'}`;
    return isInLink
      ? shown
      : convertLink({ ...link, isPicture: false, label: shown }, targets, false);
  }
  const [, kind = '', slug] = /^(concept|exercise):\s*python\/([\w-]+)$/.exec(label) ?? [];
  if (slug !== undefined && address === '') {
    return `[${slug}](${exercism}/tracks/python/${kind}s/${slug})`;
  }
  const text = convertInline(label.replace(/^concept:\s*(?:python\/)?/, ''), targets, true);
  if (address !== null) {
    return leadsOut(address) ? `[${text}]${completed(rest)}` : text;
  }
  const name = rest.slice(1, -1) || label;
  const target = targets(name);
  // Brackets that are not a link.
  if (target === undefined) return `[${convertInline(label, targets, isInLink)}]${rest}`;
  if (!leadsOut(target)) return text;
  return rest === '' && text === label ? `[${text}]` : `[${text}][${name}]`;
}

/** Whether a handout may link to the address, which may still lack the host of Exercism. */
const leadsOut = (address: string): boolean => /^(?:https?:\/\/|mailto:|\/)/i.test(address);

const completed = (rest: string): string => rest.replace(/^(\(\s*<?)\/(?!\/)/, `$1${exercism}/`);
