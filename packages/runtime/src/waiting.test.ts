import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { backOffMs, jitter, retry } from './waiting.ts';

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('the wait doubles with each failure in a row, up to the maximum', () => {
  const backOff = { firstMs: 1_000, maxMs: 5_000 };
  expect([0, 2, 50].map((failures) => backOffMs(failures, backOff))).toEqual([1_000, 4_000, 5_000]);
});

test('jitter draws from the upper half', () => {
  vi.mocked(Math.random).mockReturnValueOnce(0).mockReturnValueOnce(1);
  expect([jitter(1_000), jitter(1_000)]).toEqual([500, 1_000]);
});

describe('retrying', () => {
  const failing = (times: number) => {
    const work = vi.fn(() => Promise.resolve('done'));
    for (let count = 0; count < times; count += 1) work.mockRejectedValueOnce(new Error('no'));
    return work;
  };

  test('repeats the work until it succeeds, and reports each failure', async () => {
    const work = failing(3);
    const onFailure = vi.fn();
    const { signal } = new AbortController();
    const options = { firstMs: 1, maxMs: 2, signal, onFailure };
    await expect(retry(work, options)).resolves.toBe('done');
    expect(work).toHaveBeenCalledTimes(4);
    expect(onFailure).toHaveBeenCalledTimes(3);
  });

  test('waits twice as long each time, up to maxMs', async () => {
    const waits: number[] = [];
    let failedAt = 0;
    const work = (): Promise<string> => {
      if (failedAt > 0) waits.push(performance.now() - failedAt);
      failedAt = performance.now();
      return waits.length === 4 ? Promise.resolve('done') : Promise.reject(new Error('no'));
    };
    const { signal } = new AbortController();
    await retry(work, { firstMs: 20, maxMs: 80, signal, onFailure: () => undefined });
    // With a random value of 0.5, waits are three quarters of the range; timers may be a little early.
    const minWaitsMs = [15, 30, 60, 60].map((waitMs) => waitMs - 2);
    waits.forEach((waitMs, index) => expect(waitMs).toBeGreaterThanOrEqual(minWaitsMs[index] ?? 0));
  });

  test('rejects immediately with the reason when aborted while it waits', async () => {
    const abort = new AbortController();
    const onFailure = (): void => abort.abort(new Error('closing'));
    const { signal } = abort;
    const options = { firstMs: 60_000, maxMs: 60_000, signal, onFailure };
    const retrying = retry(failing(9), options);
    await expect(retrying).rejects.toThrow('closing');
  });
});
