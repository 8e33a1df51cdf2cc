interface Piece {
  readonly text: string;
  readonly code: boolean;
}

/** The longest code that stays in one line, in characters. */
const maxShort = 24;

export const isShortCode = (code: string): boolean => code.length <= maxShort;

/** Text between backticks is code. With an odd number of backticks, none of it is. */
export function splitQuotedCode(text: string): Piece[] {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return [{ text, code: false }];
  return parts
    .map((part, index) => ({ text: part, code: index % 2 === 1 }))
    .filter((piece) => piece.text !== '');
}
