import { expect, it } from 'vitest';
import { timeBars } from './time-bars.ts';

const day = (name: string, begun: number, solved = 0) => ({ day: name, begun, solved });

it('has a bar for each day, also where a clock change makes one shorter', () => {
  expect(timeBars([day('2026-03-28', 2), day('2026-03-30', 0, 1)])).toEqual({
    areWeeks: false,
    bars: [day('2026-03-28', 2), day('2026-03-29', 0), day('2026-03-30', 0, 1)],
  });
});

it('adds weeks up from 46 days on', () => {
  const { bars, areWeeks } = timeBars([
    day('2026-01-01', 1),
    day('2026-01-07', 2, 1),
    day('2026-01-08', 4),
    day('2026-02-15', 8, 3),
  ]);
  expect(areWeeks).toBe(true);
  expect(bars).toHaveLength(7);
  expect([bars[0], bars[1], bars[6]]).toEqual([
    day('2026-01-01', 3, 1),
    day('2026-01-08', 4),
    day('2026-02-12', 8, 3),
  ]);
  expect(timeBars([day('2026-01-01', 1), day('2026-02-14', 1)]).bars).toHaveLength(45);
});

it('has none without days', () => {
  expect(timeBars([])).toEqual({ bars: [], areWeeks: false });
});
