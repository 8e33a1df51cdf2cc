import { expect, it } from 'vitest';
import { graded, gradingResult, testResult } from '../../testing/submissions.ts';
import { createFailureStreak } from './failure-streak.ts';

const failing = (id: string, message: string | null) => {
  const outcome = message === null ? 'passed' : 'failed';
  return graded({ id, result: gradingResult({ tests: [testResult({ outcome, message })] }) });
};

it('tells when the first failing test has failed three times in the same way', () => {
  const streak = createFailureStreak();
  expect(streak.note(failing('1', 'It is 2.'))).toBe(false);
  expect(streak.note(failing('2', 'It is 2.'))).toBe(false);
  // The same result is counted once.
  expect(streak.note(failing('2', 'It is 2.'))).toBe(false);
  expect(streak.note(failing('3', 'It is 2.'))).toBe(true);
  expect(streak.note(failing('4', 'It is 2.'))).toBe(true);
  expect(streak.note(failing('5', 'It is 3.'))).toBe(false);
});

it('starts again after a result without a failing test', () => {
  const streak = createFailureStreak();
  for (const id of ['1', '2']) streak.note(failing(id, 'It is 2.'));
  expect(streak.note(failing('3', null))).toBe(false);
  expect(streak.note(failing('4', 'It is 2.'))).toBe(false);
});
