import { expect, test } from 'vitest';
import { noFilter, queryOf, searchOf } from './audit-query.ts';

test('a filter reaches from the start of its first day to the end of its last one', () => {
  expect(queryOf(noFilter)).toEqual({});
  expect(searchOf(noFilter)).toBe('');
  const { since = '', until = '' } = queryOf({ ...noFilter, from: '2026-12-31', to: '2026-12-31' });
  expect(new Date(since)).toEqual(new Date(2026, 11, 31));
  expect(new Date(until)).toEqual(new Date(2027, 0, 1));
  expect(searchOf({ ...noFilter, actor: 'command', action: 'add-note', student: 'x' })).toBe(
    '?actor=command&action=add-note&student=x',
  );
});
