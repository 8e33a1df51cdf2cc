import { expect, test, vi } from 'vitest';
import { startRounds } from './rounds.ts';

test('a failing round is reported, and the rounds go on', async () => {
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

test('stopping waits for the current round, and no other starts', async () => {
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
