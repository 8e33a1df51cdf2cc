import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createDates } from './dates.ts';

const due = '2026-12-04T16:00:00.000Z';
const dates = { opens: null, due, closes: null, pointsPerDay: null, timeZone: 'UTC' };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start() {
  const clock = { nowMs: Date.parse(due) - 1_000 };
  const load = vi.fn(<Part>(fetchPart: () => Promise<Part>) => fetchPart());
  const onDemand = createDates({ load }, { now: () => clock.nowMs });
  return { clock, load, onDemand };
}

it('loads nothing for assignments without dates', () => {
  const { load, onDemand } = start();
  onDemand.openFor([{}, {}]);
  expect(load).not.toHaveBeenCalled();
});

it('follows the server’s time', async () => {
  const { clock, load, onDemand } = start();
  onDemand.openFor([{}, { dates }]);
  onDemand.openFor([{ dates }]);
  await vi.waitUntil(() => onDemand.state.current !== null, { timeout: 60_000 });
  expect(load).toHaveBeenCalledOnce();
  expect(onDemand.state.current?.short(dates)).toMatch(/^Due /);
  clock.nowMs += 2_000;
  vi.advanceTimersByTime(5_000);
  expect(onDemand.state.current?.short(dates)).toMatch(/^Was due /);
});
