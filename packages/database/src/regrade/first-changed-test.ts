import type { Result } from '@touchstone/contracts';

type Graded = Pick<Result, 'verdict'> & {
  readonly tests: readonly Pick<Result['tests'][number], 'name' | 'title' | 'outcome'>[];
};

/**
 * The title of the first test that ends otherwise than before, in the order of the new tests; a new test counts
 * if it does not pass, and one that is gone if it did not. Without such a test, both verdicts if they
 * differ, such as `timeout, now passed`; else null.
 */
export function firstChangedTest(before: Graded, after: Graded): string | null {
  const outcomes = new Map(before.tests.map(({ name, outcome }) => [name, outcome]));
  const changed = after.tests.find(
    ({ name, outcome }) => (outcomes.get(name) ?? 'passed') !== outcome,
  );
  if (changed !== undefined) return changed.title;
  const names = new Set(after.tests.map(({ name }) => name));
  const gone = before.tests.find(({ name, outcome }) => outcome !== 'passed' && !names.has(name));
  if (gone !== undefined) return `${gone.title} (removed)`;
  return before.verdict === after.verdict ? null : `${before.verdict}, now ${after.verdict}`;
}
