/** Where a line starts, counting from 1; the end of the text for lines that do not exist. */
export function lineStart(text: string, line: number): number {
  let at = 0;
  for (let number = 1; number < line; number++) {
    const next = text.indexOf('\n', at);
    if (next === -1) return text.length;
    at = next + 1;
  }
  return at;
}
