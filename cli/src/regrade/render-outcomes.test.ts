import { expect, it } from 'vitest';
import { renderOutcomes, renderSummary } from './render-outcomes.ts';

const [none, half, all] = [
  { points: 0, completed: false },
  { points: 2.5, completed: false },
  { points: 100, completed: true },
];
const outcomes = [
  { student: 'ann', old: none, new: all, test: 'Doubles -1', failedOnlyChangedTests: true },
  { student: 'ben', old: all, new: half, test: 'A\u001b[2Jb', failedOnlyChangedTests: false },
  { student: 'catherine', old: all, new: all, test: null, failedOnlyChangedTests: true },
];

it('is a table with a row for each student, without control characters of a title', () => {
  expect(renderOutcomes(outcomes)).toEqual([
    'student    old         new         first test that changed',
    'ann        0           100 solved  Doubles -1 (failed only what changed)',
    'ben        100 solved  2.5         A\ufffd[2Jb',
    'catherine  100 solved  same        - (failed only what changed)',
  ]);
});

it('counts who gains, who loses and whose points stay', () => {
  expect(renderSummary(outcomes, outcomes)).toEqual([
    '1 student would gain points.',
    '1 student would lose points.',
    '1 student has the same points, but had a program that failed only what changed.',
  ]);
});

it('counts those who have more points than the new tests give, and keep them', () => {
  const [ann, ben] = outcomes;
  if (ann === undefined || ben === undefined) throw new Error('no outcomes');
  expect(renderSummary([ann], [ann, ben, ben])).toEqual([
    '1 student would gain points.',
    '2 students have more points than the new tests give, and keep them without --also-down.',
  ]);
  expect(renderSummary([], [])).toEqual(['0 students would gain points.']);
});
