/*
 * CSV as RFC 4180 describes it, and as spreadsheets write it: with a byte order mark, with semicolons or
 * tabs, with any line ends.
 */

export interface CsvRow {
  /** Of its first character in the text, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** The text is not CSV; `line` is where. */
export class CsvError extends Error {
  override readonly name = 'CsvError';
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

const separators = [',', ';', '\t'] as const;

/** The rows, without empty ones. The first one's most frequent separator counts. @throws {CsvError} */
export function readCsv(text: string): CsvRow[] {
  const content = text.replace(/^\uFEFF/, '');
  const separator = separatorOf(content);
  const rows: CsvRow[] = [];
  let at = 0;
  let line = 1;
  while (at < content.length) {
    const begin = line;
    const cells: string[] = [];
    for (;;) {
      const cell = readCell(content, at, separator, line);
      cells.push(cell.text);
      ({ at, line } = cell);
      if (content[at] !== separator) break;
      at += 1;
    }
    if (content.startsWith('\r\n', at)) at += 2;
    else at += 1;
    line += 1;
    if (cells.some((cell) => cell.trim() !== '')) rows.push({ line: begin, cells });
  }
  return rows;
}

function separatorOf(content: string): string {
  const [header = ''] = content.replaceAll(/"(?:[^"]|"")*"/g, '').split(/[\r\n]/, 1);
  const count = (separator: string): number => header.split(separator).length;
  return separators.toSorted((one, other) => count(other) - count(one))[0] ?? ',';
}

/** Ends before a separator, a line end or the end of the text. */
function readCell(
  content: string,
  begin: number,
  separator: string,
  line: number,
): { text: string; at: number; line: number } {
  if (content[begin] !== '"') {
    let at = begin;
    while (at < content.length && !isEnd(content[at], separator)) at += 1;
    return { text: content.slice(begin, at), at, line };
  }
  let end = begin;
  do {
    end = content.indexOf('"', end + 1);
    if (end === -1)
      throw new CsvError(line, 'a quotation mark is never closed; close or remove it');
    if (content[end + 1] !== '"') break;
    end += 1;
  } while (end < content.length);
  const quoted = content.slice(begin + 1, end);
  const at = end + 1;
  if (at < content.length && !isEnd(content[at], separator)) {
    throw new CsvError(
      line,
      'there is text after a closing quotation mark; remove it, or double it',
    );
  }
  const lineEnds = quoted.match(/\r\n|\r|\n/g)?.length ?? 0;
  return { text: quoted.replaceAll('""', '"'), at, line: line + lineEnds };
}

const isEnd = (sign: string | undefined, separator: string): boolean =>
  sign === separator || sign === '\r' || sign === '\n';
