import { expect, it } from 'vitest';
import { lateText } from './late-text.ts';

const dates = {
  ...{ opens: null, due: '2026-12-01T16:00:00.000Z', closes: null },
  ...{ pointsPerDay: 10, timeZone: 'Europe/Helsinki' },
};
const entry = (createdAt: string, points: number | null) => ({
  createdAt,
  result:
    points === null
      ? null
      : {
          ...{ verdict: 'passed' as const, correct: true, points },
          ...{ wallMs: 1, cpuMs: 1, peakMemoryBytes: 0, testCount: 1, passedTestCount: 1 },
        },
});

it.each([
  ['2026-12-01T16:00:00.000Z', 100, ''],
  ['2026-12-01T16:00:00.001Z', 100, '1 day late: −10'],
  ['2026-12-02T16:00:00.001Z', 100, '2 days late: −20'],
  // It cannot cost more than it earned.
  ['2026-12-03T16:00:00.001Z', 15, '3 days late: −15'],
  ['2026-12-03T16:00:00.001Z', 0, '3 days late'],
  ['2026-12-01T16:00:00.001Z', null, '1 day late'],
])('a submission of %s with %s points: %j', (createdAt, points, text) => {
  expect(lateText(entry(createdAt, points), dates)).toBe(text);
});

it('is not late without a due date, and costs nothing where late ones are free', () => {
  const late = entry('2026-12-02T16:00:00.000Z', 100);
  expect(lateText(late, undefined)).toBe('');
  expect(lateText(late, { ...dates, due: null })).toBe('');
  expect(lateText(late, { ...dates, pointsPerDay: null })).toBe('1 day late');
});
