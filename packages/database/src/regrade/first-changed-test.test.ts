import type { Outcome, Verdict } from '@touchstone/contracts';
import { expect, it } from 'vitest';
import { firstChangedTest } from './first-changed-test.ts';

const of = (tests: Record<string, Outcome>, verdict: Verdict = 'failed') => ({
  verdict,
  tests: Object.entries(tests).map(([name, outcome]) => ({
    ...{ name, title: `${name}!`, outcome },
  })),
});
const before = of({ adds: 'passed', halves: 'failed' });

it.each([
  ['nothing', of({ adds: 'passed', halves: 'failed' }), null],
  ['one that passes now', of({ adds: 'passed', halves: 'passed' }), 'halves!'],
  ['the first of two', of({ adds: 'failed', halves: 'error' }), 'adds!'],
  ['a new one that fails', of({ more: 'failed', adds: 'passed', halves: 'failed' }), 'more!'],
  ['a new one that passes', of({ more: 'passed', adds: 'passed', halves: 'failed' }), null],
  ['one that is gone', of({ adds: 'passed' }), 'halves! (removed)'],
  ['the verdict alone', of({ adds: 'passed', halves: 'failed' }, 'timeout'), 'failed, now timeout'],
])('finds %s', (_, after, found) => {
  expect(firstChangedTest(before, after)).toBe(found);
});
