/**
 * A comment, or a string from its opening quote. One in triple quotes that is not closed goes to the end of
 * the code, any other one to the end of its line. The second and fourth group are the closing quotes.
 */
const commentOrString =
  /#[^\n]*|("""|''')(?:\\[^]|(?!\1)[^])*(\1|$)|(["'])(?:\\[^]|(?!\3)[^\\\n])*(\3|)/;

export interface TextInCode {
  /** As it is written, with its quotes. */
  readonly written: string;
  /** Where it starts in the code. */
  readonly from: number;
  readonly to: number;
  /** It is a string whose closing quote was found. */
  readonly closed: boolean;
}

/** The comment or the string that starts there. @param from the index of its `#` or its opening quote */
export function readText(code: string, from: number): TextInCode | null {
  const sticky = new RegExp(commentOrString, 'y');
  sticky.lastIndex = from;
  const found = sticky.exec(code);
  return found && toText(found);
}

/** All comments and strings of the code. */
export const textsOf = (code: string): TextInCode[] =>
  [...code.matchAll(new RegExp(commentOrString, 'g'))].map(toText);

/** Whether what is written after this code would be within a string or a comment. */
export function endsInText(code: string): boolean {
  const last = textsOf(code).at(-1);
  return last !== undefined && last.to === code.length && !last.closed;
}

function toText(found: RegExpExecArray): TextInCode {
  const [written, , endOfTriple, , end] = found;
  const from = found.index;
  const closed = (endOfTriple ?? end ?? '') !== '';
  return { written, from, to: from + written.length, closed };
}
