/** A piece of printed text, and the line of the student's program that it names, if any. */
export interface TracebackPiece {
  readonly text: string;
  readonly spot: { readonly file: string; readonly line: number } | null;
}

/** Splits text printed to stderr at the places that name one of the student's files. */
export function splitTraceback(text: string, fileNames: readonly string[]): TracebackPiece[] {
  const pieces: TracebackPiece[] = [];
  const place = /File "([^"\n]+)", line (\d+)/g;
  let from = 0;
  for (const match of text.matchAll(place)) {
    const [whole, file = '', line] = match;
    if (!fileNames.includes(file)) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), spot: null });
    pieces.push({ text: whole, spot: { file, line: Number(line) } });
    from = match.index + whole.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), spot: null });
  return pieces;
}
