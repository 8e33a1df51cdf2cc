import type { Prospect } from '@touchstone/messaging';
import { expect, test, vi } from 'vitest';
import { ProblemError } from '../http/problems.ts';
import { createQueueGauge, missingRoomMs } from './queue-gauge.ts';

const bounds = { queueLimit: 5000, queueSeconds: 60 };
const prospect = (part: Partial<Prospect> = {}): Prospect => ({
  lane: 'quick',
  held: 0,
  length: 0,
  perEntryMs: null,
  usualEntryMs: null,
  stalledMs: 0,
  ...part,
});
/** For a lane that graders drain at 100 ms an entry: 600 places in 60 s. */
const paced = (part: Partial<Prospect>): Prospect => prospect({ perEntryMs: 100, ...part });

test('a lane is full at its limit, whatever its pace', () => {
  expect(missingRoomMs(prospect({ length: 4999 }), bounds)).toBeNull();
  expect(missingRoomMs(prospect({ length: 5000 }), bounds)).toBeGreaterThan(0);
  expect(missingRoomMs(prospect({ length: 5000, perEntryMs: 1 }), bounds)).toBeGreaterThan(0);
});

test('while the pace is unknown, the limit is the only bound', () => {
  expect(missingRoomMs(prospect({ length: 4000, held: 4000 }), bounds)).toBeNull();
});

test('a single assignment gets half of the places', () => {
  expect(missingRoomMs(paced({ length: 299, held: 299 }), bounds)).toBeNull();
  expect(missingRoomMs(paced({ length: 300, held: 300 }), bounds)).toBeGreaterThan(0);
});

test('other assignments always find room in a lane that one has filled', () => {
  expect(missingRoomMs(paced({ length: 300, held: 0 }), bounds)).toBeNull();
  let length = 300;
  for (const share of [150, 75, 38]) {
    let held = 0;
    while (missingRoomMs(paced({ length, held }), bounds) === null) {
      held++;
      length++;
    }
    expect(held).toBe(share);
  }
  expect(length).toBeLessThan(600);
});

test('there is always room for a few, however slow the lane is', () => {
  expect(missingRoomMs(prospect({ length: 9, held: 9, perEntryMs: 30_000 }), bounds)).toBeNull();
  const tenth = prospect({ length: 10, held: 9, perEntryMs: 30_000 });
  expect(missingRoomMs(tenth, bounds)).toBeGreaterThanOrEqual(30_000);
});

test('a stalled lane has less room', () => {
  expect(missingRoomMs(paced({ length: 200, held: 200 }), bounds)).toBeNull();
  const stalled = paced({ length: 200, held: 200, stalledMs: 40_000 });
  expect(missingRoomMs(stalled, bounds)).not.toBeNull();
});

async function retryAfter(part: Partial<Prospect>, chance: number): Promise<unknown> {
  const gauge = createQueueGauge({
    ...bounds,
    prospect: () => Promise.resolve(prospect(part)),
    onRefused: () => undefined,
    random: () => chance,
  });
  const refusal = await gauge
    .withRoom('a', () => Promise.resolve(null))
    .catch((error: unknown) => error);
  return refusal instanceof ProblemError ? refusal.members.retryAfterSeconds : refusal;
}

test('a refusal names the time until there is room, spread over the drain time', async () => {
  const full = { length: 310, held: 310, perEntryMs: 100 };
  expect(await retryAfter(full, 0)).toBe(2);
  expect(await retryAfter(full, 1)).toBe(32);
  expect(await retryAfter({ ...full, stalledMs: 90_000 }, 1)).toBeLessThanOrEqual(60);
  expect(await retryAfter({ length: 5000 }, 0.5)).toBe(15);
});

test('what this process accepts at the same moment counts', async () => {
  const onRefused = vi.fn();
  const gauge = createQueueGauge({
    queueLimit: 2,
    queueSeconds: 60,
    onRefused,
    prospect: () => Promise.resolve(prospect()),
  });
  let finish = (): void => undefined;
  const adding = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const [first, second, third] = ['a', 'b', 'a'].map((id) => gauge.withRoom(id, () => adding));
  await expect(third).rejects.toThrow(ProblemError);
  expect(onRefused).toHaveBeenCalledOnce();
  finish();
  await Promise.all([first, second]);
  await expect(gauge.withRoom('a', () => Promise.resolve('in'))).resolves.toBe('in');
});

test('a queue that does not answer counts as not full', async () => {
  for (const answer of [
    () => Promise.reject(new Error('away')),
    () => new Promise<never>(() => {}),
  ]) {
    const gauge = createQueueGauge({
      queueLimit: 1,
      queueSeconds: 1,
      prospect: answer,
      onRefused: () => undefined,
    });
    await expect(gauge.withRoom('a', () => Promise.resolve('in'))).resolves.toBe('in');
  }
});
