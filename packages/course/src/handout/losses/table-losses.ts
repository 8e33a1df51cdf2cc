import type { Token } from 'markdown-it';
import type { Loss } from './loss.ts';

/** A paragraph that looks like a table but is not one. */
export function tableAsText(content: string): string | null {
  const lines = content.split('\n');
  const at = lines.findIndex((line, index) => index > 0 && isDelimiterRow(line));
  const [columns, cells] = [cellsOf(lines[at] ?? '').length, cellsOf(lines[at - 1] ?? '').length];
  if (at > 0 && (lines[at - 1] ?? '').includes('|') && columns !== cells) {
    return `shows a table as text: its first row has ${cells} cells, but the line of --- below has ${columns}`;
  }
  const isRow = (line: string) => /^\s*\|.*[^\\]\|\s*$/.test(line);
  if (at === -1 && lines.length > 1 && lines.every(isRow))
    return 'shows a table as text: below its first row a line such as |---|---| is missing';
  return null;
}

const isDelimiterRow = (line: string): boolean =>
  line.includes('|') && /^\s*\|?(?:\s*:?-+:?\s*\|)*(?:\s*:?-+:?\s*)?$/.test(line);

/** Rows with more cells than the table has columns. */
export function cutRows(tokens: readonly Token[], lines: readonly string[]): Loss[] {
  const close = tokens.findIndex(({ type }) => type === 'table_close');
  const table = tokens.slice(0, close);
  const columns = table.filter(({ type }) => type === 'th_open').length;
  return table.flatMap(({ type, map }): Loss[] => {
    if (type !== 'tr_open' || map === null) return [];
    const cells = cellsOf(lines[map[0]] ?? '');
    if (cells.slice(columns).join('').trim() === '') return [];
    const message = `leaves out what is beyond ${columns} ${columns === 1 ? 'column' : 'columns'} in this row of ${cells.length} cells; write \\| for a bar within a cell`;
    return [{ line: map[0] + 1, message }];
  });
}

/** Cells as markdown-it splits them: a bar in code or in a formula also ends a cell. */
function cellsOf(line: string): string[] {
  const cells = line
    .replace(/^[>\s]+/, '')
    .trimEnd()
    .split(/(?<!\\)\|/);
  if (cells[0] === '') cells.shift();
  if (cells.at(-1) === '') cells.pop();
  return cells;
}
