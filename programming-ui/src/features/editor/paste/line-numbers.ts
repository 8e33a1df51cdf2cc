import { linesOf } from './code-lines.ts';

/** A line that starts with a number: the number, the mark behind it, and the rest with its line end. */
const numberedLine = /^[ \t\u00a0]*(\d+)([.:|]?)((?:[ \t\u00a0][^]*|\s*))$/;

/** A statement, or a prompt. None of these can be a value in a dictionary, as in `1: 'one'`. */
const statement =
  /^(?:>>>|(?:def|class|import|from|return|raise|pass|break|continue|global|nonlocal|del|assert|while|with|try|except|finally|elif)\b|(?:if|for|else)\b.*:\s*(?:#.*)?$|[\p{L}_][\p{L}\d_.]*\s*[-+*/%|&^]?=(?!=))/u;

/** A name or a string, which in Python cannot follow a number. */
const nameOrString = /^(?!(?:if|else|in|is|and|or|not|for|async)\b)[\p{L}_"'“”‘’]/u;

/**
 * The code of a listing whose lines are numbered one by one; null if the numbers may belong to the code. Indentation
 * stays: the space behind the numbers counts as one to four characters.
 */
export function withoutLineNumbers(pasted: string): string | null {
  const listing = pasted.trimEnd();
  const lines = linesOf(listing);
  const parts = lines.map((line) => numberedLine.exec(line));
  const [first] = parts;
  if (first === undefined || first === null || lines.length < 2) return null;
  const [, start, mark] = first;
  const rests: string[] = [];
  for (const [index, part] of parts.entries()) {
    if (part === null || part[2] !== mark || Number(part[1]) !== Number(start) + index) return null;
    rests.push(part[3] ?? '');
  }
  const codes = rests.filter((rest) => rest.trim() !== '');
  const isListing = codes.some((rest) => {
    const code = rest.trim();
    return statement.test(code) || (mark !== ':' && mark !== '|' && nameOrString.test(code));
  });
  if (!isListing) return null;
  const space = spaceBehindNumbers(codes);
  const code = rests.map((rest) =>
    rest.trim() === '' ? rest.replace(/^[ \t\u00a0]+/, '') : rest.slice(space),
  );
  return code.join('') + pasted.slice(listing.length);
}

/** How many characters stand between the numbers and the least indented code. */
function spaceBehindNumbers(codes: readonly string[]): number {
  if (codes.every((code) => code.startsWith('\t'))) return 1;
  const least = Math.min(...codes.map((code) => code.length - code.trimStart().length));
  return ((least - 1) % 4) + 1;
}
