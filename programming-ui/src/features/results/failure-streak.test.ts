import { expect, it } from 'vitest';
import { graded, gradingResult, testResult } from '../../testing/submissions.ts';
import { memoryStore } from '../../testing/text-store.ts';
import { createFailureStreak } from './failure-streak.ts';

const failing = (id: string, message: string | null) => {
  const outcome = message === null ? 'passed' : 'failed';
  return graded({ id, result: gradingResult({ tests: [testResult({ outcome, message })] }) });
};

it('tells when the first failing test has failed three times in the same way', () => {
  const streak = createFailureStreak(memoryStore(), () => 'user');
  expect(streak.note(failing('1', 'It is 2.'))).toBe(false);
  expect(streak.note(failing('2', 'It is 2.'))).toBe(false);
  // The same result is counted once.
  expect(streak.note(failing('2', 'It is 2.'))).toBe(false);
  expect(streak.note(failing('3', 'It is 2.'))).toBe(true);
  expect(streak.note(failing('4', 'It is 2.'))).toBe(true);
  expect(streak.note(failing('5', 'It is 3.'))).toBe(false);
});

it('starts again after a result without a failing test', () => {
  const streak = createFailureStreak(memoryStore(), () => 'user');
  for (const id of ['1', '2']) streak.note(failing(id, 'It is 2.'));
  expect(streak.note(failing('3', null))).toBe(false);
  expect(streak.note(failing('4', 'It is 2.'))).toBe(false);
});

it('goes on after a reload, for the same user and assignment alone', () => {
  const store = memoryStore();
  let user = 'user';
  const note = (id: string, changes: { assignmentId?: string } = {}) =>
    createFailureStreak(store, () => user).note({ ...failing(id, 'It is 2.'), ...changes });
  expect(['1', '2'].map((id) => note(id))).toEqual([false, false]);
  expect(note('other', { assignmentId: 'other' })).toBe(false);
  user = 'another';
  expect(note('3')).toBe(false);
  user = 'user';
  expect(note('4')).toBe(true);
  expect(note('4')).toBe(true);
});
