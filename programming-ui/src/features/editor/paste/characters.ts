import { curlyQuotes, readCurlyString } from './curly-string.ts';
import { readText } from './python-text.ts';

const noBreakSpace = /[\u00a0\u2007\u202f]/g;

export interface RepairedCharacters {
  readonly code: string;
  /** Curly quotes around strings became straight. */
  readonly quotes: boolean;
  /** No-break spaces became spaces. */
  readonly spaces: boolean;
  /** Tabs that indent became spaces. */
  readonly tabs: boolean;
}

/** A part of the code: a string or a comment, or what is between them. */
interface Piece {
  readonly isText: boolean;
  readonly written: string;
}

/**
 * Repairs characters that Python cannot read, and tabs that indent. Strings and comments stay as they are, except
 * for their no-break spaces where there are such between them as well: then all spaces were copied like that.
 * @param startsLine nothing but space stands before it on its line
 * @param keepTabs the code around it is indented by tabs
 */
export function repairCharacters(
  pasted: string,
  { startsLine, keepTabs }: { readonly startsLine: boolean; readonly keepTabs: boolean },
): RepairedCharacters {
  let pieces = split(pasted);
  const quotes = join(pieces) !== pasted;
  const spaces = pieces.some(
    ({ isText, written }) => !isText && written.search(noBreakSpace) !== -1,
  );
  if (spaces) {
    pieces = pieces.map((piece) => ({
      ...piece,
      written: piece.written.replace(noBreakSpace, ' '),
    }));
  }
  const tabbed = join(pieces);
  const code = keepTabs
    ? tabbed
    : join(pieces.map((piece, index) => indentBySpaces(piece, index === 0 && startsLine)));
  return { code, quotes, spaces, tabs: code !== tabbed };
}

const join = (pieces: readonly Piece[]): string => pieces.map(({ written }) => written).join('');

function split(code: string): Piece[] {
  const pieces: Piece[] = [];
  const starts = new RegExp(`[#"'${curlyQuotes}]`, 'g');
  let from = 0;
  for (let start = starts.exec(code); start !== null; start = starts.exec(code)) {
    const text = readAnyText(code, start.index);
    if (text === null) continue;
    pieces.push(
      { isText: false, written: code.slice(from, start.index) },
      { isText: true, written: text.written },
    );
    from = starts.lastIndex = text.to;
  }
  return [...pieces, { isText: false, written: code.slice(from) }];
}

function readAnyText(code: string, from: number): { written: string; to: number } | null {
  const text = readText(code, from);
  if (text === null) return readCurlyString(code, from);
  const mayEndCurly = !text.closed && /^["'](?!"")(?!'')/.test(text.written);
  return (mayEndCurly ? readCurlyString(code, from) : null) ?? text;
}

/** Tab stops are four columns apart. */
function indentBySpaces(piece: Piece, startsLine: boolean): Piece {
  if (piece.isText) return piece;
  const written = piece.written.replace(
    /(^|\n)([ \t]*\t[ \t]*)/g,
    (all, before: string, indent: string) =>
      before === '' && !startsLine ? all : before + expanded(indent),
  );
  return { ...piece, written };
}

function expanded(indent: string): string {
  let columns = 0;
  for (const char of indent) columns += char === '\t' ? 4 - (columns % 4) : 1;
  return ' '.repeat(columns);
}
