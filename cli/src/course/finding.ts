/** A fault must be fixed; the teacher decides about a warning. `line` counts from 1. */
export interface Finding {
  readonly kind: 'fault' | 'warning';
  /** Relative to the assignment's folder. */
  readonly file: string;
  readonly line: number | null;
  readonly message: string;
}

const findingOf =
  (kind: Finding['kind']) =>
  (file: string, message: string, line: number | null = null): Finding => {
    return { kind, file, line, message };
  };
export const fault = findingOf('fault');
export const warning = findingOf('warning');

/**
 * Faults first, then by file and line. Only the last of several faults on one line is kept: a test
 * that fails is also reported for its text, which shows why.
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
