import { expect, it } from 'vitest';
import { compareStudents, lastNameFirst } from './last-name-first.ts';

it.each([
  ['Ada Lovelace', 'Lovelace, Ada'],
  ['  Ada   King Lovelace ', 'Lovelace, Ada King'],
  ['Guido van Rossum', 'van Rossum, Guido'],
  ['Lovelace, Ada', 'Lovelace, Ada'],
  ['Plato', 'Plato'],
  ['bell hooks', 'hooks, bell'],
  ['', ''],
])('turns %j into %j', (name, sorted) => {
  expect(lastNameFirst(name)).toBe(sorted);
});

it('sorts by last name, umlauts beside their letters, those without a name last', () => {
  const students = ['Zuse, Konrad', null, 'Özil, X', 'adams, A', 'Oz, Y', 'Lovelace, Ada', null];
  const sorted = students
    .map((name, index) => ({ name, uuid: String(9 - index) }))
    .sort(compareStudents);
  expect(sorted.map(({ name, uuid }) => name ?? uuid)).toEqual([
    'adams, A',
    'Lovelace, Ada',
    'Oz, Y',
    'Özil, X',
    'Zuse, Konrad',
    '3',
    '8',
  ]);
});
