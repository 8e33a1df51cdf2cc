import type { TestResult } from '@touchstone/contracts';

export interface ReadingOrder {
  readonly failing: TestResult[];
  readonly skipped: TestResult[];
  readonly passed: TestResult[];
}

/** What a student should read first; within each kind the order of the tests stays. */
export function inReadingOrder(tests: readonly TestResult[]): ReadingOrder {
  const of = (...outcomes: TestResult['outcome'][]) =>
    tests.filter(({ outcome }) => outcomes.includes(outcome));
  return { failing: of('failed', 'error'), skipped: of('skipped'), passed: of('passed') };
}
