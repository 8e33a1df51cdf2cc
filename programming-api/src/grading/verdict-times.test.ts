import { expect, it } from 'vitest';
import { createVerdictTimes } from './verdict-times.ts';

const at = (seconds: number) => new Date(seconds * 1000).toISOString();

it('has the percentiles of the last five minutes', () => {
  let now = 1_000;
  const times = createVerdictTimes(() => now * 1000);
  expect(times.read()).toEqual({ results: 0, p50Seconds: null, p95Seconds: null });
  times.graded({ createdAt: at(900), gradedAt: null });
  for (let took = 1; took <= 20; took++) {
    times.graded({ createdAt: at(950 - took), gradedAt: at(950) });
  }
  expect(times.read()).toEqual({ results: 20, p50Seconds: 10, p95Seconds: 19 });
  now = 1_200;
  times.graded({ createdAt: at(1_199), gradedAt: at(1_200) });
  now = 1_251;
  expect(times.read()).toEqual({ results: 1, p50Seconds: 1, p95Seconds: 1 });
});
