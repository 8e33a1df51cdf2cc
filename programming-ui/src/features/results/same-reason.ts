import type { TestResult } from '@touchstone/contracts';

/** Tests that failed for one reason. */
export interface SameReason {
  /** All of them, in their order. */
  readonly tests: readonly TestResult[];
  /** The first one, with only those details that all of them share. */
  readonly shared: TestResult;
}

/** Groups tests with the same outcome and message. A test without a message stays alone. */
export function groupByReason(tests: readonly TestResult[]): SameReason[] {
  const groups = new Map<string, TestResult[]>();
  for (const [index, test] of tests.entries()) {
    const { outcome, message } = test;
    const key = message === null || message === '' ? `${index}` : `${outcome} ${message}`;
    groups.set(key, [...(groups.get(key) ?? []), test]);
  }
  return [...groups.values()].map((group) => ({ tests: group, shared: sharedOf(group) }));
}

function sharedOf([first, ...others]: readonly TestResult[]): TestResult {
  const test = first as TestResult;
  const same = (...keys: (keyof TestResult)[]) =>
    others.every((other) => keys.every((key) => other[key] === test[key]));
  const { line, file, ...rest } = test;
  return {
    ...rest,
    ...(!same('call', 'expected', 'actual') && { call: null, expected: null, actual: null }),
    ...(same('line', 'file') ? { line, ...(file !== undefined && { file }) } : { line: null }),
    ...(!same('output') && { output: null }),
    ...(!same('hint') && { hint: null }),
    ...(!same('points') && { points: null }),
  };
}
