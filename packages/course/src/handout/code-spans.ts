/** The position after the code span that starts at `at`; -1 if the backticks there start none. */
export function endOfCodeSpan(text: string, at: number): number {
  const opening = backticksAt(text, at);
  let next = at + opening.length;
  for (;;) {
    next = text.indexOf('`', next);
    if (next === -1) return -1;
    const closing = backticksAt(text, next);
    next += closing.length;
    if (closing.length === opening.length) return next;
  }
}

export function backticksAt(text: string, at: number): string {
  let end = at;
  while (text[end] === '`') end += 1;
  return text.slice(at, end);
}

/** The text with its code spans replaced by blanks, so that positions stay the same. */
export function blankCodeSpans(text: string): string {
  let output = '';
  let at = 0;
  while (at < text.length) {
    let end = at + 1;
    if (text[at] === '\\') end = at + 2;
    else if (text[at] === '`') {
      const afterSpan = endOfCodeSpan(text, at);
      if (afterSpan !== -1) {
        output += text.slice(at, afterSpan).replace(/[^\n]/g, ' ');
        at = afterSpan;
        continue;
      }
      end = at + backticksAt(text, at).length;
    }
    output += text.slice(at, end);
    at = end;
  }
  return output;
}
