import { expect, it } from 'vitest';
import { describeChanges } from './describe-changes.ts';

it('names the assignments that were added, changed and retired', () => {
  const changes = { added: ['sum', 'hello'], changed: [], retired: ['old'] };
  expect(describeChanges('first-steps', changes)).toEqual([
    'Course first-steps is loaded:',
    '  added: 2 (sum, hello)',
    '  retired: 1 (old)',
  ]);
});

it('says so when nothing changed', () => {
  expect(describeChanges('first-steps', { added: [], changed: [], retired: [] })).toEqual([
    'Course first-steps is loaded; nothing changed.',
  ]);
});
