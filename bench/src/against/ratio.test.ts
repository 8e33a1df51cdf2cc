import { expect, test } from 'vitest';
import { compare } from './ratio.ts';

test('a clear difference has an interval on one side of 1', () => {
  const { ratio, interval, finding } = compare([110, 112, 108, 111], [100, 101, 99, 100], 0.03);
  expect(ratio).toBeCloseTo(1.1024, 3);
  expect(interval?.[0]).toBeGreaterThan(1.08);
  expect(interval?.[1]).toBeLessThan(1.13);
  expect(finding).toBe('higher');
  expect(compare([100, 101, 99, 100], [110, 112, 108, 111], 0.03).finding).toBe('lower');
});

test('the interval is that of Student for the logarithms of the ratios', () => {
  const { interval } = compare([1, 2], [1, 1], 0.03);
  const [mean, error] = [Math.log(2) / 2, Math.log(2) / 2];
  expect(interval?.[0]).toBeCloseTo(Math.exp(mean - 12.706 * error));
  expect(interval?.[1]).toBeCloseTo(Math.exp(mean + 12.706 * error));
});

test('a small difference with a narrow interval is the same', () => {
  expect(compare([101, 101.2, 100.9], [100, 100, 100], 0.03).finding).toBe('same');
});

test('pairs that scatter, and a single pair, are inconclusive', () => {
  expect(compare([100, 140, 80], [100, 90, 120], 0.03).finding).toBe('inconclusive');
  expect(compare([150], [100], 0.03)).toMatchObject({
    ratio: 1.5,
    interval: null,
    finding: 'inconclusive',
  });
});

test('figures of 0 have no ratio', () => {
  expect(compare([0, 0], [0, 0], 0.03)).toMatchObject({ ratio: 1, finding: 'same' });
  expect(compare([0, 3], [0, 0], 0.03)).toMatchObject({ ratio: NaN, finding: 'inconclusive' });
});
