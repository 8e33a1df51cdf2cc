import { findAccepted, type AcceptedSubmission } from './accepted.ts';
import { findDoubled } from './doubled.ts';
import { findInternalErrors, type InternalError } from './internal-errors.ts';
import { findWrongPoints } from './points.ts';
import type { Breach, RunLog } from './run-log.ts';

/** All promises are kept if all lists except `internalErrors` are empty. */
export interface Findings {
  /** Submissions that the system accepted, according to users and the database. */
  readonly accepted: number;
  readonly graded: number;
  /** Those of them that came from a request without an answer, and that no user follows. */
  readonly unacknowledged: number;
  readonly lost: readonly Breach[];
  readonly doubled: readonly Breach[];
  readonly wrong: readonly Breach[];
  readonly notReceived: readonly Breach[];
  readonly wrongPoints: readonly Breach[];
  readonly leftOver: readonly string[];
  /** Those that five dead graders do not explain are also in `wrong`. */
  readonly internalErrors: readonly InternalError[];
}

export function verify(log: RunLog): Findings {
  const { accepted, unacknowledged, tooMany } = findAccepted(log);
  const internalErrors = findInternalErrors(log);
  const unexplained = new Set(
    internalErrors.filter(({ explained }) => !explained).map(({ submissionId }) => submissionId),
  );
  return {
    accepted: accepted.length,
    graded: accepted.filter(({ row }) => row?.status === 'graded').length,
    unacknowledged,
    lost: accepted.flatMap(lostOne),
    doubled: [...tooMany, ...findDoubled(log)],
    wrong: accepted.flatMap((one) => wrongOne(one, unexplained)),
    notReceived: findNotReceived(log),
    wrongPoints: findWrongPoints(log),
    leftOver: log.leftOver,
    internalErrors,
  };
}

export function keepsPromises(findings: Findings): boolean {
  const { lost, doubled, wrong, notReceived, wrongPoints, leftOver } = findings;
  return [lost, doubled, wrong, notReceived, wrongPoints, leftOver].every(
    ({ length }) => length === 0,
  );
}

const breach = ({ id, story }: AcceptedSubmission, why: string): Breach => ({
  why,
  submissionId: id,
  number: story?.planned.number ?? null,
});

function lostOne(one: AcceptedSubmission): Breach[] {
  if (one.row === null)
    return [breach(one, 'its user was notified of it, but the database has no row')];
  if (one.row.status === 'graded') return [];
  return [breach(one, `still ${one.row.status}, attempt ${one.row.attempt}`)];
}

function wrongOne(one: AcceptedSubmission, unexplained: ReadonlySet<string>): Breach[] {
  const { row, story } = one;
  if (row === null || row.verdict === null) return [];
  if (row.verdict === 'internal-error') {
    return unexplained.has(row.id) ? [breach(one, 'internal-error without five dead graders')] : [];
  }
  const due = story?.planned.verdict;
  return row.verdict === due ? [] : [breach(one, `${row.verdict} instead of ${due ?? 'nothing'}`)];
}

function findNotReceived({ stories }: RunLog): Breach[] {
  return stories.flatMap(({ planned: { number }, submissions }): Breach[] => {
    if (submissions.length === 0) {
      return [{ why: 'its user could never submit it', submissionId: null, number }];
    }
    return submissions
      .filter(({ received }) => received === null)
      .map(({ id }) => ({ why: 'its user never received the result', submissionId: id, number }));
  });
}
