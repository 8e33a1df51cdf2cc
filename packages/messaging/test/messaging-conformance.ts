import { randomUUID } from 'node:crypto';
import type { StreamEntry, SubmissionChanged } from '@touchstone/contracts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CacheFlushHandler, Delivery, Messaging, StreamConsumer } from '../src/port.ts';
import { describeCounters, describeLanes } from './lane-conformance.ts';
import type { MessagingPair } from './messaging-pair.ts';

export const newEntry = (assignmentId = randomUUID() as string): StreamEntry => ({
  submissionId: randomUUID(),
  assignmentId,
  attempt: 0,
});
export const submissionIds = (deliveries: readonly Delivery[]): string[] =>
  deliveries.map(({ entry }) => entry.submissionId);
export const changed = (): SubmissionChanged => ({
  submissionId: randomUUID(),
  userId: randomUUID(),
  revision: 3,
  status: 'queued',
  attempt: 0,
});
const waits = { timeout: 15_000, interval: 20 };

const flushHandler = () => ({
  onFlush: vi.fn<CacheFlushHandler['onFlush']>(),
  onLost: vi.fn<() => void>(),
  onRestored: vi.fn<() => void>(),
});

/** The tests that every adapter of the messaging port must pass. */
export function describeMessaging(open: () => Promise<MessagingPair>): void {
  let pair: MessagingPair;
  let first: Messaging;
  let second: Messaging;

  beforeEach(async () => {
    pair = await open();
    ({ first, second } = pair);
  });
  afterEach(() => pair.close());

  const addEntries = async (count: number): Promise<StreamEntry[]> => {
    const entries = Array.from({ length: count }, newEntry);
    for (const entry of entries) await first.stream.add(entry);
    return entries;
  };

  describe('the submission stream', () => {
    test('keeps the id of the request when an entry is handed back or claimed', async () => {
      const entry = { ...newEntry(), requestId: 'r-1' };
      await first.stream.add(entry);
      await first.stream.add(newEntry());
      const [one, other] = [first.stream.consumer('a'), second.stream.consumer('b')];
      const taken = await one.take(2, { waitMs: 5_000 });
      expect(taken.map((delivery) => delivery.entry.requestId)).toEqual(['r-1', undefined]);
      for (const delivery of taken) await one.handBack(delivery);
      const again = await one.take(2, { waitMs: 5_000 });
      expect(again.map((delivery) => delivery.entry)).toContainEqual(entry);
      for (const delivery of again) one.release(delivery);
      const claimed = await other.claimIdle(2, 0);
      expect(claimed.map((delivery) => delivery.entry)).toContainEqual(entry);
    });

    test('delivers entries in the order they were added, up to the requested count', async () => {
      const entries = await addEntries(3);
      const consumer = second.stream.consumer('a');

      const two = await consumer.take(2, { waitMs: 5_000 });
      const rest = await consumer.take(2, { waitMs: 5_000 });

      expect([...two, ...rest].map(({ entry }) => entry)).toEqual(entries);
      expect(two).toHaveLength(2);
    });

    test('wakes a waiting consumer', async () => {
      const taking = second.stream.consumer('a').take(1, { waitMs: 10_000 });
      const [entry] = await addEntries(1);
      expect(submissionIds(await taking)).toEqual([entry?.submissionId]);
    });

    test('resolves to nothing when the wait is over', async () => {
      await expect(first.stream.consumer('a').take(1, { waitMs: 20 })).resolves.toEqual([]);
    });

    test('resolves to nothing on abort, and a later take finds what was added meanwhile', async () => {
      const consumer = first.stream.consumer('a');
      const abort = new AbortController();
      const taking = consumer.take(1, { waitMs: 30_000, signal: abort.signal });
      abort.abort();
      await expect(taking).resolves.toEqual([]);
      await expect(consumer.take(1, { waitMs: 30_000, signal: abort.signal })).resolves.toEqual([]);

      const [entry] = await addEntries(1);
      const taken = await consumer.take(1, { waitMs: 10_000 });
      expect(submissionIds(taken)).toEqual([entry?.submissionId]);
    });

    test('delivers each entry to only one of two consumers', async () => {
      const entries = await addEntries(4);
      const [a, b] = [first.stream.consumer('a'), second.stream.consumer('b')];

      const taken = [
        ...(await a.take(2, { waitMs: 5_000 })),
        ...(await b.take(2, { waitMs: 5_000 })),
      ];

      expect(new Set(submissionIds(taken))).toEqual(new Set(entries.map((e) => e.submissionId)));
      await expect(a.take(1, { waitMs: 20 })).resolves.toEqual([]);
    });

    test('has one entry for a submission that is added several times', async () => {
      const entry = newEntry();
      await Promise.all([first.stream.add(entry), second.stream.add(entry)]);
      await first.stream.add({ ...entry, attempt: 1 });
      await expect(first.stream.length()).resolves.toBe(1);
    });

    test('counts entries until they are acknowledged, and reports missing ones', async () => {
      const [one, two] = await addEntries(2);
      const unknown = randomUUID();
      const ids = [one?.submissionId ?? '', unknown, two?.submissionId ?? ''];
      await expect(second.stream.missing(ids)).resolves.toEqual([unknown]);
      await expect(second.stream.missing([])).resolves.toEqual([]);

      const consumer = second.stream.consumer('a');
      const [delivery] = await consumer.take(1, { waitMs: 5_000 });
      await expect(first.stream.length()).resolves.toBe(2);
      if (delivery) await consumer.acknowledge(delivery);

      await expect(first.stream.length()).resolves.toBe(1);
      await expect(first.stream.missing(ids)).resolves.toEqual([one?.submissionId, unknown]);
    });

    test('removes everything on acknowledgement, and accepts the submission again', async () => {
      const [entry] = await addEntries(1);
      const consumer = first.stream.consumer('a');
      const [delivery] = await consumer.take(1, { waitMs: 5_000 });
      if (!entry || !delivery) throw new Error('nothing was delivered');
      await consumer.acknowledge(delivery);
      await consumer.acknowledge(delivery);

      await expect(first.stream.consumer('b').claimIdle(1, 0)).resolves.toEqual([]);
      await first.stream.add(entry);
      await consumer.acknowledge(delivery);
      await expect(first.stream.length()).resolves.toBe(1);
      await expect(first.stream.missing([entry.submissionId])).resolves.toEqual([]);
      await expect(consumer.take(1, { waitMs: 5_000 })).resolves.toHaveLength(1);
    });
  });

  describe('an entry that is handed back', () => {
    test('is available to any consumer immediately, once, after those that wait', async () => {
      const [one, two] = await addEntries(2);
      const consumer = first.stream.consumer('a');
      const [delivery] = await consumer.take(1, { waitMs: 5_000 });
      if (!one || !two || !delivery) throw new Error('nothing was delivered');
      await consumer.handBack(delivery);
      await expect(first.stream.length()).resolves.toBe(2);
      await expect(first.stream.missing([one.submissionId])).resolves.toEqual([]);

      const other = second.stream.consumer('b');
      const taken = await other.take(5, { waitMs: 5_000 });
      expect(submissionIds(taken)).toEqual([two.submissionId, one.submissionId]);
      expect(taken[1]?.entryId).not.toBe(delivery.entryId);
      await expect(other.claimIdle(5, 0)).resolves.toEqual([]);
    });

    test('wakes a waiting consumer', async () => {
      const [entry] = await addEntries(1);
      const consumer = first.stream.consumer('a');
      const [delivery] = await consumer.take(1, { waitMs: 5_000 });
      const taking = second.stream.consumer('b').take(1, { waitMs: 10_000 });
      if (delivery) await consumer.handBack(delivery);
      expect(submissionIds(await taking)).toEqual([entry?.submissionId]);
    });

    test('is not replaced once it is acknowledged or the submission has another', async () => {
      const [entry] = await addEntries(1);
      const consumer = first.stream.consumer('a');
      const [delivery] = await consumer.take(1, { waitMs: 5_000 });
      if (!entry || !delivery) throw new Error('nothing was delivered');
      await consumer.acknowledge(delivery);
      await consumer.handBack(delivery);
      await expect(first.stream.length()).resolves.toBe(0);
      await first.stream.add(entry);
      await consumer.handBack(delivery);
      await expect(first.stream.length()).resolves.toBe(1);
      const taken = await consumer.take(5, { waitMs: 5_000 });
      expect(submissionIds(taken)).toEqual([entry.submissionId]);
    });
  });

  describe('the pending entries of a consumer', () => {
    test('are delivered first, and once, to a consumer of the same name', async () => {
      const entries = await addEntries(4);
      const crashed = first.stream.consumer('a');
      await crashed.take(3, { waitMs: 5_000 });
      await crashed.close();

      const again = second.stream.consumer('a');
      const taken = [];
      for (const count of [2, 2, 2]) taken.push(await again.take(count, { waitMs: 5_000 }));

      expect(taken.map(submissionIds)).toEqual([
        entries.slice(0, 2).map((entry) => entry.submissionId),
        entries.slice(2, 3).map((entry) => entry.submissionId),
        entries.slice(3).map((entry) => entry.submissionId),
      ]);
      await expect(again.take(1, { waitMs: 20 })).resolves.toEqual([]);
    });

    test('are claimed by another consumer once they are idle for long enough', async () => {
      const entries = await addEntries(2);
      const crashed = first.stream.consumer('a');
      await crashed.take(2, { waitMs: 5_000 });
      await crashed.close();

      const other = second.stream.consumer('b');
      await expect(other.claimIdle(5, 60_000)).resolves.toEqual([]);
      const claimed = await vi.waitFor(async () => {
        const deliveries = await other.claimIdle(5, 30);
        expect(deliveries).toHaveLength(2);
        return deliveries;
      });

      expect(submissionIds(claimed)).toEqual(entries.map((entry) => entry.submissionId));
      for (const delivery of claimed) await other.acknowledge(delivery);
      await expect(first.stream.length()).resolves.toBe(0);
    });

    test('are claimed in portions', async () => {
      await addEntries(3);
      await first.stream.consumer('a').take(3, { waitMs: 5_000 });
      const other = second.stream.consumer('b');
      const portions = [await other.claimIdle(2, 0), await other.claimIdle(2, 0)];
      expect(portions.map((portion) => portion.length)).toEqual([2, 1]);
      expect(new Set(submissionIds(portions.flat())).size).toBe(3);
    });

    test('are not delivered again while in progress, but after a release', async () => {
      await addEntries(1);
      const consumer = first.stream.consumer('a');
      const [delivery] = await consumer.take(1, { waitMs: 5_000 });
      await expect(consumer.claimIdle(1, 0)).resolves.toEqual([]);

      if (delivery) consumer.release(delivery);
      await expect(consumer.take(1, { waitMs: 20 })).resolves.toEqual([]);
      await expect(consumer.claimIdle(1, 0)).resolves.toEqual([delivery]);
    });
  });

  describe('a consumer that is silent', () => {
    /** Repeats the claim until the consumer can detect silence and gets entries. */
    const untilClaimed = (consumer: StreamConsumer, count: number): Promise<Delivery[]> =>
      vi.waitFor(async () => {
        const deliveries = await consumer.claimFromSilent(count);
        expect(deliveries).not.toEqual([]);
        return deliveries;
      }, waits);

    test('loses its entries to others, in portions, each entry to one of them', async () => {
      const entries = await addEntries(4);
      const dead = first.stream.consumer('dead');
      await dead.take(4, { waitMs: 5_000 });
      await dead.close();

      const [a, b] = [first.stream.consumer('a'), second.stream.consumer('b')];
      const one = await untilClaimed(a, 1);
      const rest = [await untilClaimed(b, 2), await untilClaimed(a, 5)];
      expect(one).toHaveLength(1);
      const taken = [one, ...rest].flat();
      expect(submissionIds(taken).sort()).toEqual(entries.map((e) => e.submissionId).sort());
      for (const claimer of [a, b]) await expect(claimer.claimFromSilent(5)).resolves.toEqual([]);
      for (const delivery of [...one, ...(rest[1] ?? [])]) await a.acknowledge(delivery);
      for (const delivery of rest[0] ?? []) await b.acknowledge(delivery);
      await expect(first.stream.length()).resolves.toBe(0);
    });

    test('is not one that is alive and takes nothing more', async () => {
      await addEntries(2);
      const living = first.stream.consumer('living');
      const dead = first.stream.consumer('dead');
      const held = await living.take(1, { waitMs: 5_000 });
      const [left] = await dead.take(1, { waitMs: 5_000 });
      await dead.close();
      const claimer = second.stream.consumer('claimer');
      await expect(untilClaimed(claimer, 5)).resolves.toEqual([left]);
      await expect(claimer.claimFromSilent(5)).resolves.toEqual([]);
      for (const delivery of held) await living.acknowledge(delivery);
    });

    test('claims nothing once it is closed', async () => {
      await addEntries(1);
      const dead = first.stream.consumer('dead');
      await dead.take(1, { waitMs: 5_000 });
      await dead.close();
      const closed = second.stream.consumer('closed');
      await closed.close();
      await expect(closed.claimFromSilent(1)).resolves.toEqual([]);
    });
  });

  describeLanes(() => pair);
  describeCounters(() => pair);

  test('closing a consumer ends its wait, and it takes nothing more', async () => {
    const consumer = first.stream.consumer('a');
    const taking = consumer.take(1, { waitMs: 30_000 });
    await consumer.close();
    await expect(taking).resolves.toEqual([]);
    await addEntries(1);
    await expect(consumer.take(1, { waitMs: 30_000 })).resolves.toEqual([]);
    await expect(second.stream.consumer('b').take(1, { waitMs: 5_000 })).resolves.toHaveLength(1);
  });

  test('submission events reach every process until the subscription ends', async () => {
    const handlers = [vi.fn(), vi.fn(), vi.fn()] as const;
    first.submissionEvents.subscribe(handlers[0]);
    second.submissionEvents.subscribe(handlers[1]);
    second.submissionEvents.subscribe(handlers[2])();

    const event = changed();
    await vi.waitFor(async () => {
      await first.submissionEvents.publish(event);
      for (const handler of handlers.slice(0, 2)) expect(handler).toHaveBeenCalledWith(event);
    });
    expect(handlers[2]).not.toHaveBeenCalled();
  });

  test('a handler that throws does not stop the others', async () => {
    const handler = vi.fn();
    first.submissionEvents.subscribe(() => {
      throw new Error('a fault in a handler');
    });
    first.submissionEvents.subscribe(handler);
    const event = changed();
    await vi.waitFor(async () => {
      await second.submissionEvents.publish(event);
      expect(handler).toHaveBeenCalledWith(event);
    });
  });

  test('cache flushes reach every process, and the sender before flush returns', async () => {
    const [here, there] = [flushHandler(), flushHandler()];
    first.cacheFlushes.subscribe(here);
    second.cacheFlushes.subscribe(there);

    const flushed = first.cacheFlushes.flush(['user:1']);
    expect(here.onFlush).toHaveBeenCalledWith(['user:1']);
    await flushed;
    await vi.waitFor(async () => {
      await first.cacheFlushes.flush(['courses', 'user:2']);
      expect(there.onFlush).toHaveBeenCalledWith(['courses', 'user:2']);
      // Each loss that was reported was followed by its end.
      expect(there.onRestored.mock.calls.length).toBe(there.onLost.mock.calls.length);
    });
  });

  test('all calls reject once messaging is closed', async () => {
    const consumer = first.stream.consumer('a');
    await expect(first.ping()).resolves.toBeUndefined();
    await first.close();

    await expect(first.ping()).rejects.toThrow();
    await expect(first.stream.add(newEntry())).rejects.toThrow();
    await expect(first.stream.length()).rejects.toThrow();
    await expect(first.submissionEvents.publish(changed())).rejects.toThrow();
    await expect(first.cacheFlushes.flush(['courses'])).rejects.toThrow();
    await expect(consumer.take(1, { waitMs: 30_000 })).resolves.toEqual([]);
  });
}
