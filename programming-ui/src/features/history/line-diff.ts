import { DiffWork, diffSequences } from '../results/diff/sequence-diff.ts';

/** A line of a comparison; `removed` is only in the first text, `added` only in the second. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Unchanged lines that are left out. */
export interface DiffGap {
  readonly kind: 'gap';
  readonly lines: number;
}

/** Unchanged lines shown on each side of a change. */
const contextLines = 2;

/**
 * The differences between two programs, line by line, with some context; empty when there are none.
 * Ignores line endings and a final line break.
 */
export function diffLines(before: string, after: string): (DiffLine | DiffGap)[] {
  const { steps } = diffSequences(linesOf(before), linesOf(after), (line) => line, new DiffWork());
  if (steps.every(({ same }) => same)) return [];
  return steps.flatMap(({ same, left, right }, index) => {
    if (!same) return [...linesAs('removed', left), ...linesAs('added', right)];
    const head = index === 0 ? 0 : contextLines;
    const tail = index === steps.length - 1 ? 0 : contextLines;
    const hidden = left.length - head - tail;
    // The line that marks a gap takes a line, too.
    if (hidden <= 1) return linesAs('same', left);
    return [
      ...linesAs('same', left.slice(0, head)),
      { kind: 'gap', lines: hidden } as const,
      ...linesAs('same', left.slice(left.length - tail)),
    ];
  });
}

const linesAs = (kind: DiffLine['kind'], lines: readonly string[]): DiffLine[] =>
  lines.map((text) => ({ kind, text }));

function linesOf(code: string): string[] {
  const lines = code.split(/\r\n|\r|\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
