import type { Member } from '@touchstone/contracts';
import { expect, it } from 'vitest';
import { filterMembers, groupsOf, sortByLastName } from './members.ts';

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
const everybody = { query: '', group: null, role: null };

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

it('finds all words in any order, in each column', () => {
  const members = [
    member('Ada Lovelace', { mail: 'ada@example.org', group: 'Monday', studentNumber: '1001' }),
    member('Ada King', { group: 'Tuesday' }),
  ];
  const found = (query: string) => names(filterMembers(members, { ...everybody, query }));
  expect(found('lovelace ADA')).toEqual(['Ada Lovelace']);
  expect(found('1001')).toEqual(['Ada Lovelace']);
  expect(found('tues')).toEqual(['Ada King']);
  expect(found(' ')).toHaveLength(2);
  expect(found('nobody')).toEqual([]);
});

it('filters by group and role, also for those without a group', () => {
  const members = [
    member('One', { group: 'A 10' }),
    member('Two', { group: 'A 9' }),
    member('Three', { role: 'teacher' }),
  ];
  expect(groupsOf(members)).toEqual(['A 9', 'A 10']);
  expect(names(filterMembers(members, { ...everybody, group: 'A 9' }))).toEqual(['Two']);
  expect(names(filterMembers(members, { ...everybody, group: '' }))).toEqual(['Three']);
  expect(names(filterMembers(members, { ...everybody, role: 'student' }))).toEqual(['One', 'Two']);
});
