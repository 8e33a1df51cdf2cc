import { expect, test } from 'vitest';
import { percentile, slope } from './statistics.ts';

test('a percentile is one of the values', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentile(values, 0.5)).toBe(50);
  expect(percentile(values, 0.95)).toBe(95);
  expect(percentile([7], 0.95)).toBe(7);
  expect(percentile([], 0.5)).toBeNaN();
});

test('a slope is the growth of y per x', () => {
  expect(slope([1, 2, 3].map((x) => ({ x, y: 10 + 2 * x })))).toBeCloseTo(2);
  expect(slope([1, 2, 3, 4].map((x) => ({ x, y: x % 2 })))).toBeCloseTo(-0.2);
  expect(slope([{ x: 1, y: 5 }])).toBe(0);
});
