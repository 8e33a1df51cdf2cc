import { expect, it } from 'vitest';
import { inOrder } from './in-order.ts';

it('passes outcomes on in the order of the items, however they finish', async () => {
  const releases = new Map<string, () => void>();
  const taken: string[] = [];
  const done = inOrder(
    ['a', 'b', 'c'],
    {
      concurrency: 3,
      work: (item) =>
        new Promise<string>((resolve) => releases.set(item, () => resolve(item.toUpperCase()))),
    },
    (outcome) => taken.push(outcome),
  );
  for (const item of ['c', 'a', 'b']) releases.get(item)?.();
  await done;
  expect(taken).toEqual(['A', 'B', 'C']);
});

it('never works on more items at once than allowed', async () => {
  let running = 0;
  let most = 0;
  await inOrder(
    Array.from({ length: 20 }, (_, index) => index),
    {
      concurrency: 3,
      work: async () => {
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        running -= 1;
      },
    },
    () => undefined,
  );
  expect(most).toBe(3);
});
