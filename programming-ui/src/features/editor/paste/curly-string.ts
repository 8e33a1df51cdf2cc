/** Double and single quotes: the straight one first, then those that word processors make of it. */
const families = ['"“”„‟', "'‘’‚‛"] as const;

export const curlyQuotes = '“”„‟‘’‚‛';

const stringPrefix = /^(?:[rbuft]|br|rb|fr|rf|tr|rt)$/i;
const wordBefore = /[\p{L}\d_]+$/u;
const letter = /\p{L}/u;

/** A string whose quotes are curly, with straight ones. */
export interface StraightString {
  readonly written: string;
  /** Where the curly one ends in the code. */
  readonly to: number;
}

/**
 * The string that starts there, if curly quotes open or close it; null if none does, as in `don’t`. Curly quotes
 * within it become straight, too: what made those at its ends curly made all of them so.
 * @param from the index of the opening quote
 */
export function readCurlyString(code: string, from: number): StraightString | null {
  const family = families.find((quotes) => quotes.includes(code.charAt(from)));
  const word = wordBefore.exec(code.slice(Math.max(0, from - 20), from))?.[0];
  if (family === undefined || (word !== undefined && !stringPrefix.test(word))) return null;
  const isQuote = (index: number): boolean =>
    index < code.length && family.includes(code.charAt(index));
  const straight = family.charAt(0);
  if (isQuote(from + 1) && isQuote(from + 2)) {
    const start = from + 3;
    const length = code.slice(start).search(new RegExp(`[${family}]{3}`));
    if (length === -1) return null;
    const content = straightened(code.slice(start, start + length));
    const written = straight.repeat(3) + content + straight.repeat(3);
    return { written, to: start + length + 3 };
  }
  const end = closingQuote(code, from, family);
  if (end === null) return null;
  const written = quoted(code.slice(from + 1, end), straight);
  return written === null ? null : { written, to: end + 1 };
}

/** The index of the curly quote on that line that closes the string; of a straight one where there is none. */
function closingQuote(code: string, from: number, family: string): number | null {
  let straightEnd: number | null = null;
  for (let index = from + 1; index < code.length && code.charAt(index) !== '\n'; index++) {
    const char = code.charAt(index);
    if (char === '\\') index++;
    else if (family.indexOf(char) > 0 && !isApostrophe(code, index)) return index;
    else if (char === family.charAt(0)) straightEnd ??= index;
  }
  return family.startsWith(code.charAt(from)) ? null : straightEnd;
}

const isApostrophe = (code: string, index: number): boolean =>
  families[1].includes(code.charAt(index)) &&
  letter.test(code.charAt(index - 1)) &&
  letter.test(code.charAt(index + 1));

const straightened = (text: string): string => text.replace(/[“”„‟]/g, '"').replace(/[‘’‚‛]/g, "'");

/** The content in straight quotes; in the others if it contains these, null if it contains both. */
function quoted(content: string, straight: string): string | null {
  const plain = straightened(content);
  const bare = plain.replace(/\\[^]/g, '');
  const quote = [straight, straight === '"' ? "'" : '"'].find((one) => !bare.includes(one));
  return quote === undefined ? null : quote + plain + quote;
}
