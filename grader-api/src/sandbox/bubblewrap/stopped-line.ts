/**
 * The innermost line of the student's file in what Python's faulthandler wrote when the time ran out.
 * That is the program's word, so nothing is decided by it. Null where there is none.
 */
export function stoppedLine(stack: string, fileName: string): number | null {
  const file = `File "${Buffer.from(fileName).toString('latin1')}", line `;
  const start = stack.indexOf(file);
  if (start < 0) return null;
  const [, number] = /^(\d{1,9}) in /.exec(stack.slice(start + file.length)) ?? [];
  return number === undefined ? null : Number(number) || null;
}
