import { expect, it } from 'vitest';
import { shiftInHandout, shiftInYaml } from './shift-dates.ts';

it.each([
  ['title: Week 1 (2026-02-26)', 3, 'title: Week 1 (2026-03-01)'],
  [
    'until: 2027-01-02T12:00:00Z # was 2026-12-31',
    -2,
    'until: 2026-12-31T12:00:00Z # was 2026-12-29',
  ],
  ['2028-02-29, 2026-10-05.', 366, '2029-03-01, 2027-10-06.'],
  ['2026-02-30 2026-13-01 12026-10-05 2026-10-051', 1, null],
  ['https://example.org/2026-10-05/ v1.2026-10-05 notes-2026-10-05', 1, null],
])('shifts the dates of %j by %i days', (before, days, after) => {
  expect(shiftInYaml(before, days).text).toBe(after ?? before);
});

it('names the line of each date', () => {
  expect(shiftInYaml('a\nb: 2026-10-05\n', 7).shifted).toEqual([
    { line: 2, from: '2026-10-05', to: '2026-10-12' },
  ]);
});

it('leaves code in a handout as it is', () => {
  const code = '`age(2026-10-05)`\n\n```python\nday = "2026-10-05"\n```\n\n    2026-10-05\n';
  const { text, shifted } = shiftInHandout(`Until **2026-10-05**, see ${code}`, 1);
  expect(text).toBe(`Until **2026-10-06**, see ${code}`);
  expect(shifted).toHaveLength(1);
});
