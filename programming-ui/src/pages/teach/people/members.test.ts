import type { Member } from '@touchstone/contracts';
import { expect, it } from 'vitest';
import { groupsInOrder, sortByLastName } from './members.ts';

const member = (name: string | null, more: Partial<Member> = {}): Member => ({
  uuid: '00000000-0000-4000-8000-000000000000',
  role: 'student',
  name,
  mail: null,
  studentNumber: null,
  group: null,
  hasSignedIn: false,
  invitedUntil: null,
  assigned: null,
  ...more,
});
const names = (members: readonly Member[]) => members.map(({ name, mail }) => name ?? mail);

it('sorts by last name, however the name is written, and puts those without one last', () => {
  const sorted = sortByLastName([
    member(null, { mail: 'b@example.org' }),
    member('Grace Hopper'),
    member('Ada Lovelace'),
    member('babbage, Charles'),
    member(null, { mail: 'a@example.org' }),
    member('Zoe Hopper'),
  ]);
  expect(names(sorted)).toEqual([
    'babbage, Charles',
    'Grace Hopper',
    'Zoe Hopper',
    'Ada Lovelace',
    'a@example.org',
    'b@example.org',
  ]);
});

it('sorts groups with their numbers', () => {
  expect(groupsInOrder(['B', 'A 10', 'A 9'])).toEqual(['A 9', 'A 10', 'B']);
});
