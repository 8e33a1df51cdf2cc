import { expect, test, vi } from 'vitest';
import { startRounds, waitMs } from './rounds.ts';

test('the wait varies around the interval', () => {
  expect(waitMs(1000, 0, 0)).toBe(750);
  expect(waitMs(1000, 0, 1)).toBe(1250);
});

test('the wait doubles with each failure in a row, up to five seconds', () => {
  expect(waitMs(1000, 2, 0.5)).toBe(4000);
  expect(waitMs(1000, 50, 0.5)).toBe(5000);
});

test('a failing round is reported and does not end the rounds', async () => {
  const errors: unknown[] = [];
  let count = 0;
  const rounds = startRounds({
    intervalMs: 1,
    round: () => (++count < 3 ? Promise.reject(new Error(`round ${count}`)) : Promise.resolve()),
    onError: (error) => errors.push(error),
  });
  await vi.waitFor(() => expect(count).toBeGreaterThan(3));
  await rounds.stop();
  expect(errors.map(String)).toEqual(['Error: round 1', 'Error: round 2']);
});

test('stopping waits for the round that runs, and no other begins', async () => {
  let count = 0;
  let ended = 0;
  let letEnd = (): void => undefined;
  const rounds = startRounds({
    intervalMs: 1,
    round: async () => {
      count++;
      await new Promise<void>((resolve) => {
        letEnd = resolve;
      });
      ended++;
    },
    onError: () => undefined,
  });
  await vi.waitFor(() => expect(count).toBe(1));
  const stopped = rounds.stop();
  letEnd();
  await stopped;
  expect([count, ended]).toEqual([1, 1]);
});
