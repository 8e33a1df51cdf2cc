import type { Account } from '@touchstone/contracts';
import { expect, it } from 'vitest';
import { mayTeach, roleIn } from './account.ts';

const account = (isAdministrator = false): Account => ({
  mail: 'ada@example.org',
  isAdministrator,
  courses: [
    { slug: 'a', title: 'A', role: 'teacher' },
    { slug: 'b', title: 'B', role: 'student' },
  ],
});

it('knows the role in each course, and an administrator’s rights in all', () => {
  expect(roleIn(account(), 'a')).toBe('teacher');
  expect(roleIn(account(), 'c')).toBeNull();
  expect(['a', 'b', 'c'].map((course) => mayTeach(account(), course))).toEqual([
    true,
    false,
    false,
  ]);
  expect(mayTeach(account(true), 'c')).toBe(true);
  expect(mayTeach(null, 'a')).toBe(false);
});
