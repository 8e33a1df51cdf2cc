import type { HistoryEntry, Result, ResultSummary, Submission } from './submission.ts';

export function summarizeResult(result: Result): ResultSummary {
  const { verdict, correct, points, tests, wallMs, cpuMs, peakMemoryBytes } = result;
  const passed = tests.filter(({ outcome }) => outcome === 'passed');
  return {
    verdict,
    correct,
    points,
    wallMs,
    cpuMs,
    peakMemoryBytes,
    testCount: tests.length,
    passedTestCount: passed.length,
  };
}

/** A submission as an entry of the history. */
export function toHistoryEntry(submission: Submission): HistoryEntry {
  const { id, assignmentId, status, result, createdAt, gradedAt, reusedFrom } = submission;
  const { earlierTests, regradedAt } = submission;
  return {
    ...{ id, assignmentId, status, createdAt, gradedAt, reusedFrom, earlierTests, regradedAt },
    result: result === null ? null : summarizeResult(result),
  };
}
