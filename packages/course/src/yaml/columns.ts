import { columnOf, type Mistake, type WrittenLine } from './written-lines.ts';

interface Opened {
  readonly column: number;
  readonly key: string;
  readonly line: number;
}

/** Tracks the columns where keys start: keys of one group share a column. */
export function createColumns() {
  // The open groups, from the outermost, each with its latest key.
  const open: Opened[] = [];
  return {
    check(line: WrittenLine, before: WrittenLine | undefined): Mistake | null {
      const { key, lead, number, head, value, comment } = line;
      const hyphen = lead.indexOf('-');
      if (key === null && hyphen === -1) return null;
      const column = columnOf(line);
      let closed: Opened | undefined;
      while ((open.at(-1)?.column ?? -1) > (hyphen === -1 ? column : hyphen)) closed = open.pop();
      if (key === null) return null;
      const top = open.at(-1);
      const isBeside = top?.column === column;
      const isBelow = closed === undefined && (before === undefined || before.value === '');
      if (isBeside) open.pop();
      const beside = closed ?? top;
      if (isBeside || isBelow || hyphen !== -1 || beside === undefined) {
        open.push({ column, key, line: number });
        return null;
      }
      if (closed !== undefined) open.push(closed);
      const degree = column > beside.column ? 'more' : 'less';
      return {
        line: number,
        message: `"${key}" is indented ${degree} than "${beside.key}" in line ${beside.line}; start both in the same column`,
        meant: `${' '.repeat(beside.column)}${head}${value}${comment}`,
      };
    },
  };
}
