/** A fault must be mended; a warning is for the teacher to judge. `line` counts from 1. */
export interface Finding {
  readonly kind: 'fault' | 'warning';
  /** In the assignment's folder. */
  readonly file: string;
  readonly line: number | null;
  readonly message: string;
}

export const fault = (file: string, message: string, line: number | null = null): Finding => ({
  ...{ kind: 'fault', file, line, message },
});

export const warning = (file: string, message: string, line: number | null = null): Finding => ({
  ...{ kind: 'warning', file, line, message },
});

/**
 * Faults first, and file by file from the top. Of the faults of one line only the last is kept, for
 * a test that fails where its text already shows why.
 */
export function inReadingOrder(findings: readonly Finding[]): Finding[] {
  const isLast = ({ kind, file, line }: Finding, index: number): boolean =>
    kind === 'warning' ||
    line === null ||
    !findings
      .slice(index + 1)
      .some((other) => other.kind === kind && other.file === file && other.line === line);
  return findings
    .filter(isLast)
    .toSorted(
      (a, b) =>
        a.kind.localeCompare(b.kind) ||
        a.file.localeCompare(b.file) ||
        (a.line ?? 0) - (b.line ?? 0),
    );
}
