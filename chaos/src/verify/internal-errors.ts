import type { RowChange } from '../database/audit.ts';
import type { Fault, RunRecord } from './run-record.ts';

/** A submission that ended as our fault. */
export interface InternalError {
  readonly submissionId: string;
  /**
   * It was given up after five attempts, during each of which something broke that may end one for
   * good. A grader that was frozen speaks again, so nothing is explained by it.
   */
  readonly explained: boolean;
  readonly attempts: readonly { readonly number: number; readonly faults: readonly string[] }[];
}

const attemptLimit = 5;
/** What broke shortly before an attempt began may have ended it, too: a grader that is slow to fall. */
const marginMs = 1_000;

export function findInternalErrors({ rows, changes, faults }: RunRecord): InternalError[] {
  return rows
    .filter(({ verdict }) => verdict === 'internal-error')
    .map(({ id }) => {
      const own = changes.filter(({ submissionId }) => submissionId === id);
      const attempts = spansOf(own).map(({ number, fromMs, toMs }) => ({
        number,
        faults: faults
          .filter((fault) => fault.kind !== 'grader freeze')
          .filter((fault) => overlaps(fault, fromMs - marginMs, toMs))
          .map(({ kind, process }) => `${kind} of ${process}`),
      }));
      const broken = attempts.filter((attempt) => attempt.faults.length > 0);
      return { submissionId: id, explained: broken.length >= attemptLimit, attempts };
    });
}

/** From the beginning of each attempt to the next change of the row. */
function spansOf(
  changes: readonly RowChange[],
): { number: number; fromMs: number; toMs: number }[] {
  return changes.flatMap(({ to, attempt: number, atMs: fromMs }, index) =>
    to === 'grading' ? [{ number, fromMs, toMs: changes[index + 1]?.atMs ?? fromMs }] : [],
  );
}

const overlaps = ({ atMs, endedAtMs }: Fault, fromMs: number, toMs: number): boolean =>
  atMs <= toMs && (endedAtMs ?? Infinity) >= fromMs;
