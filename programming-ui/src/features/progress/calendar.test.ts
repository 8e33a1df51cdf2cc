import { expect, it } from 'vitest';
import { lastWeeks, localDate } from './calendar.ts';

it('ends today, and starts on a Monday', () => {
  // A Tuesday.
  const weeks = lastWeeks('2026-11-24', 2, []);
  expect(weeks.map((week) => week.map(({ date }) => date.slice(8)))).toEqual([
    ['16', '17', '18', '19', '20', '21', '22'],
    ['23', '24'],
  ]);
});

it('shows a whole week on a Sunday, even across the end of a year', () => {
  const [week] = lastWeeks('2027-01-03', 1, []);
  expect(week?.map(({ date }) => date)).toHaveLength(7);
  expect(week?.[0]?.date).toBe('2026-12-28');
});

it("has each day's numbers, and none from earlier days", () => {
  const active = [
    { day: '2026-10-01', submissions: 9, solved: 9 },
    { day: '2026-11-24', submissions: 3, solved: 1 },
  ];
  const days = lastWeeks('2026-11-24', 2, active).flat();
  expect(days.filter(({ submissions }) => submissions > 0)).toEqual([
    { date: '2026-11-24', submissions: 3, solved: 1 },
  ]);
});

it('uses the date in the local time zone, not in UTC', () => {
  expect(localDate(new Date(2026, 0, 5, 0, 30))).toBe('2026-01-05');
  expect(localDate(new Date(2026, 0, 5, 23, 30))).toBe('2026-01-05');
});
