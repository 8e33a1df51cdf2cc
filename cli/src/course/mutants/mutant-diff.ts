/** The part of a model solution that a mutant replaces; lines count from 1. */
export interface Replacement {
  /** The path of the function or class, such as `Account.deposit`; empty outside of all. */
  readonly scope: string;
  readonly line: number;
  readonly lastLine: number;
  readonly lines: readonly string[];
}

/** The program with the lines replaced. */
export function applyTo(code: string, { line, lastLine, lines }: Replacement): string {
  return code
    .split('\n')
    .toSpliced(line - 1, lastLine - line + 1, ...lines)
    .join('\n');
}

/**
 * The diff of each, in the same order. They have no line numbers, so that a change elsewhere in the
 * program leaves them as they are; a place that looks like an earlier one in its function is numbered. `file` is
 * the name of the file where there are several.
 */
export function diffsOf(
  code: string,
  replacements: readonly Replacement[],
  file?: string,
): string[] {
  const codeLines = code.split('\n');
  const bodies = replacements.map(({ line, lastLine, lines }) =>
    [
      ...codeLines.slice(line - 1, lastLine).map((each) => `-${each}`),
      ...lines.map((each) => `+${each}`),
    ]
      .map((each) => each.trimEnd())
      .join('\n'),
  );
  const linesOf = new Map<string, number[]>();
  const keyOf = (index: number) => `${replacements[index]?.scope ?? ''}\n${bodies[index] ?? ''}`;
  for (const [index, { line }] of replacements.entries()) {
    linesOf.set(keyOf(index), [...(linesOf.get(keyOf(index)) ?? []), line]);
  }
  const head = file === undefined ? '' : `${file}: `;
  return replacements.map(({ scope, line }, index) => {
    const earlier = (linesOf.get(keyOf(index)) ?? []).filter((each) => each < line).length;
    const number = earlier === 0 ? '' : ` (${earlier + 1})`;
    return `@@ ${head}${scope || 'top level'}${number} @@\n${bodies[index] ?? ''}`;
  });
}

/** The same diff, however a YAML file ends its lines. */
export const normalDiff = (diff: string): string =>
  diff
    .trim()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
