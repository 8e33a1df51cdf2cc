import type { TestResult } from '@touchstone/contracts';

export interface ReadingOrder {
  readonly failing: TestResult[];
  readonly skipped: TestResult[];
  readonly passed: TestResult[];
}

/** Failing tests first. Within each group the order of the tests is unchanged. */
export function inReadingOrder(tests: readonly TestResult[]): ReadingOrder {
  const of = (...outcomes: TestResult['outcome'][]) =>
    tests.filter(({ outcome }) => outcomes.includes(outcome));
  return { failing: of('failed', 'error'), skipped: of('skipped'), passed: of('passed') };
}
