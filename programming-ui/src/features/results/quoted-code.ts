interface Piece {
  readonly text: string;
  readonly code: boolean;
}

/** What stands between backticks is code; a backtick without a partner is one of the text's own. */
export function splitQuotedCode(text: string): Piece[] {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return [{ text, code: false }];
  return parts
    .map((part, index) => ({ text: part, code: index % 2 === 1 }))
    .filter((piece) => piece.text !== '');
}
