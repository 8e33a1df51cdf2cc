import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createDates } from './dates.ts';

const due = '2026-12-04T16:00:00.000Z';
const dates = { opens: null, due, closes: null, pointsPerDay: null, timeZone: 'UTC' };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start() {
  const clock = { nowMs: Date.parse(due) - 1_000 };
  const loaded = vi.fn();
  const load = <Part>(fetchPart: () => Promise<Part>): Promise<Part> => {
    loaded();
    return fetchPart();
  };
  const onDemand = createDates({ load }, { now: () => clock.nowMs });
  return { clock, loaded, onDemand };
}

it('loads nothing for assignments without dates', () => {
  const { loaded, onDemand } = start();
  onDemand.openFor([{}, {}]);
  expect(loaded).not.toHaveBeenCalled();
});

it('follows the server’s time', async () => {
  const { clock, loaded, onDemand } = start();
  onDemand.openFor([{}, { dates }]);
  onDemand.openFor([{ dates }]);
  await vi.waitUntil(() => onDemand.state.current !== null, { timeout: 60_000 });
  expect(loaded).toHaveBeenCalledOnce();
  expect(onDemand.state.current?.short(dates)).toMatch(/^Due /);
  clock.nowMs += 2_000;
  vi.advanceTimersByTime(5_000);
  expect(onDemand.state.current?.short(dates)).toMatch(/^Was due /);
});
