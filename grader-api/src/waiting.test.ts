import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { retry } from './waiting.ts';

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('retrying', () => {
  const failing = (times: number) => {
    const work = vi.fn(() => Promise.resolve('done'));
    for (let count = 0; count < times; count += 1) work.mockRejectedValueOnce(new Error('no'));
    return work;
  };

  test('goes on until the work succeeds and tells of each failure', async () => {
    const work = failing(3);
    const onFailure = vi.fn();
    const { signal } = new AbortController();
    const options = { firstMs: 1, mostMs: 2, signal, onFailure };
    await expect(retry(work, options)).resolves.toBe('done');
    expect(work).toHaveBeenCalledTimes(4);
    expect(onFailure).toHaveBeenCalledTimes(3);
  });

  test('waits twice as long each time, up to the most', async () => {
    const waits: number[] = [];
    let failedAt = 0;
    const work = (): Promise<string> => {
      if (failedAt > 0) waits.push(performance.now() - failedAt);
      failedAt = performance.now();
      return waits.length === 4 ? Promise.resolve('done') : Promise.reject(new Error('no'));
    };
    const { signal } = new AbortController();
    await retry(work, { firstMs: 20, mostMs: 80, signal, onFailure: () => undefined });
    // A draw of one half makes three quarters of the range; timers may be a little early.
    const leastMs = [15, 30, 60, 60].map((waitMs) => waitMs - 2);
    waits.forEach((waitMs, index) => expect(waitMs).toBeGreaterThanOrEqual(leastMs[index] ?? 0));
  });

  test('ends at once with the reason when aborted while it waits', async () => {
    const abort = new AbortController();
    const onFailure = (): void => abort.abort(new Error('closing'));
    const retrying = retry(failing(9), {
      ...{ firstMs: 60_000, mostMs: 60_000, signal: abort.signal, onFailure },
    });
    await expect(retrying).rejects.toThrow('closing');
  });
});
