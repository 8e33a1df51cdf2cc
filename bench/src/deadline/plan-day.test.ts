import { expect, test } from 'vitest';
import { lastPressMs, planDay, planPresses } from './plan-day.ts';

const stretches = planDay({ capacity: 40, rush: 10, rushSeconds: 60, playedSeconds: 20 });

test('a day has the shape of a deadline', () => {
  const [day, hour, minutes, rush] = stretches.map(({ perSecond }) => perSecond);
  const lastMinutes = (minutes ?? 0) * 240 + (rush ?? 0) * 60;
  const lastHour = (hour ?? 0) * 3300 + lastMinutes;
  const whole = (day ?? 0) * 23 * 3600 + lastHour;
  expect(rush).toBe(400);
  expect(lastMinutes / whole).toBeCloseTo(0.1);
  expect(lastHour / whole).toBeCloseTo(0.3);
  expect(stretches.map(({ seconds }) => seconds)).toEqual([20, 20, 20, 60]);
});

test('one student in five hands in twice, all before the end', () => {
  const presses = planPresses(stretches);
  const all = presses.flatMap(({ atMs }) => atMs);
  const planned = stretches.reduce((sum, { seconds, perSecond }) => sum + seconds * perSecond, 0);
  expect(Math.abs(all.length - planned)).toBeLessThan(10);
  expect(presses.filter(({ atMs }) => atMs.length === 2)).toHaveLength(
    Math.floor(presses.length / 5),
  );
  expect(Math.max(...all)).toBeLessThanOrEqual(120_000 - lastPressMs);
  for (const { atMs } of presses) expect(atMs.toSorted((a, b) => a - b)).toEqual(atMs);
});
