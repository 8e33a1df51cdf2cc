import { expect, test } from 'vitest';
import { createQueueGauge } from './queue-gauge.ts';

test('a queue is full from its limit on', async () => {
  const below = createQueueGauge({ count: () => Promise.resolve(2), limit: 3 });
  expect(await below.fullFor()).toBeNull();
  const at = createQueueGauge({ count: () => Promise.resolve(3), limit: 3 });
  expect(await at.fullFor()).toBeGreaterThan(0);
});

test('what was added since the last count counts', async () => {
  const gauge = createQueueGauge({ count: () => Promise.resolve(1), limit: 3 });
  expect(await gauge.fullFor()).toBeNull();
  gauge.added();
  expect(await gauge.fullFor()).toBeNull();
  gauge.added();
  expect(await gauge.fullFor()).toBeGreaterThan(0);
});

test('a count is taken again when it got old, and only then', async () => {
  let length = 3;
  let nowMs = 0;
  let counts = 0;
  const count = (): Promise<number> => {
    counts++;
    return Promise.resolve(length);
  };
  const gauge = createQueueGauge({ count, limit: 3, now: () => nowMs });
  expect(await gauge.fullFor()).toBeGreaterThan(0);
  length = 0;
  nowMs = 400;
  expect(await gauge.fullFor()).toBeGreaterThan(0);
  nowMs = 600;
  expect(await gauge.fullFor()).toBeNull();
  expect(counts).toBe(2);
});

test('a queue that can not be counted counts as not full', async () => {
  const failing = createQueueGauge({ count: () => Promise.reject(new Error('away')), limit: 1 });
  expect(await failing.fullFor()).toBeNull();
  const silent = createQueueGauge({ count: () => new Promise(() => undefined), limit: 1 });
  expect(await silent.fullFor()).toBeNull();
});
