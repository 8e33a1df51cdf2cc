import { findAccepted, type AcceptedSubmission } from './accepted.ts';
import { findDoubled } from './doubled.ts';
import { findInternalErrors, type InternalError } from './internal-errors.ts';
import { findMispointed } from './points.ts';
import type { Breach, RunRecord } from './run-record.ts';

/** What the promises came to. A run holds when all lists but `internalErrors` are empty. */
export interface Findings {
  /** Submissions that the system took, by what users know and by the database. */
  readonly accepted: number;
  readonly graded: number;
  /** Of them, those that came of a try without an answer, beside the one that its user follows. */
  readonly unasked: number;
  readonly lost: readonly Breach[];
  readonly doubled: readonly Breach[];
  readonly wrong: readonly Breach[];
  readonly untold: readonly Breach[];
  readonly mispointed: readonly Breach[];
  readonly leftOver: readonly string[];
  /** Ended as our fault. Those that five dead graders do not explain are in `wrong`, too. */
  readonly internalErrors: readonly InternalError[];
}

export function verify(record: RunRecord): Findings {
  const { accepted, unasked, tooMany } = findAccepted(record);
  const internalErrors = findInternalErrors(record);
  const unexplained = new Set(
    internalErrors.filter(({ explained }) => !explained).map(({ submissionId }) => submissionId),
  );
  return {
    accepted: accepted.length,
    graded: accepted.filter(({ row }) => row?.status === 'graded').length,
    unasked,
    lost: accepted.flatMap(lostOne),
    doubled: [...tooMany, ...findDoubled(record)],
    wrong: accepted.flatMap((one) => wrongOne(one, unexplained)),
    untold: findUntold(record),
    mispointed: findMispointed(record),
    leftOver: record.leftOver,
    internalErrors,
  };
}

export function holds(findings: Findings): boolean {
  const { lost, doubled, wrong, untold, mispointed, leftOver } = findings;
  return [lost, doubled, wrong, untold, mispointed, leftOver].every(({ length }) => length === 0);
}

const breach = ({ id, story }: AcceptedSubmission, why: string): Breach => ({
  why,
  submissionId: id,
  number: story?.planned.number ?? null,
});

function lostOne(one: AcceptedSubmission): Breach[] {
  if (one.row === null) return [breach(one, 'its user was told of it; the database has no row')];
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

function findUntold({ stories }: RunRecord): Breach[] {
  return stories.flatMap(({ planned: { number }, submissions }): Breach[] => {
    if (submissions.length === 0) {
      return [{ why: 'its user could never hand it in', submissionId: null, number }];
    }
    return submissions
      .filter(({ told }) => told === null)
      .map(({ id }) => ({ why: 'its user was never told', submissionId: id, number }));
  });
}
