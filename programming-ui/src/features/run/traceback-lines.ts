/** A piece of printed text; `line` is the line of the student's file that it names, or null. */
export interface TracebackPiece {
  readonly text: string;
  readonly line: number | null;
}

/** Splits text printed to stderr at the places that name the student's file. */
export function splitTraceback(text: string, fileName: string): TracebackPiece[] {
  const pieces: TracebackPiece[] = [];
  const place = /File "([^"\n]+)", line (\d+)/g;
  let from = 0;
  for (const match of text.matchAll(place)) {
    if (match[1] !== fileName) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), line: null });
    pieces.push({ text: match[0], line: Number(match[2]) });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), line: null });
  return pieces;
}
