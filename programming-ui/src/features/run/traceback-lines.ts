/** A piece of what Python prints; `line` is of the student's file, null where none is named. */
export interface TracebackPiece {
  readonly text: string;
  readonly line: number | null;
}

/** Finds the places of the student's file in what is printed to stderr. */
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
