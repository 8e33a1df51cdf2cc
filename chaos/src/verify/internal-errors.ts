import type { RowChange } from '../database/audit.ts';
import type { Fault, RunLog } from './run-log.ts';

/** A submission that ended as internal-error. */
export interface InternalError {
  readonly submissionId: string;
  /**
   * It was given up after five attempts, and during each there was a fault that can end an attempt. A
   * frozen grader continues later, so freezes explain nothing.
   */
  readonly explained: boolean;
  readonly attempts: readonly { readonly number: number; readonly faults: readonly string[] }[];
}

const attemptLimit = 5;
/** A fault shortly before an attempt may also have ended it, if the grader died slowly. */
const marginMs = 1_000;

export function findInternalErrors({ rows, changes, faults }: RunLog): InternalError[] {
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

/** From the start of each attempt to the next change of the row. */
function spansOf(changes: readonly RowChange[]) {
  return changes.flatMap(({ to, attempt: number, atMs: fromMs }, index) =>
    to === 'grading' ? [{ number, fromMs, toMs: changes[index + 1]?.atMs ?? fromMs }] : [],
  );
}

const overlaps = ({ atMs, endedAtMs }: Fault, fromMs: number, toMs: number): boolean =>
  atMs <= toMs && (endedAtMs ?? Infinity) >= fromMs;
