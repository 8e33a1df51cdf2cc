import { expect, it } from 'vitest';
import { countOutcomes, renderOutcomes } from './render-outcomes.ts';

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
  expect(countOutcomes(outcomes)).toEqual({ up: 1, down: 1, same: 1 });
});
