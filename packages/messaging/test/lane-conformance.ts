import { randomUUID } from 'node:crypto';
import type { StreamEntry } from '@touchstone/contracts';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { emptyingMs } from '../src/lanes.ts';
import type { Delivery, Messaging, StreamConsumer } from '../src/port.ts';
import type { MessagingPair } from './messaging-pair.ts';
import { playQueue } from './play-queue.ts';

const waits = { timeout: 5_000, interval: 5 };

const newEntry = (assignmentId: string): StreamEntry => ({
  submissionId: randomUUID(),
  assignmentId,
  attempt: 0,
});
const lanesOf = (deliveries: readonly Delivery[]): string[] => deliveries.map(({ lane }) => lane);

/** The tests of lanes that every adapter must pass. */
export function describeLanes(pair: () => MessagingPair): void {
  let first: Messaging;
  let second: Messaging;
  beforeEach(() => {
    ({ first, second } = pair());
  });

  const add = async (assignmentId: string, count = 1): Promise<StreamEntry[]> => {
    const entries = Array.from({ length: count }, () => newEntry(assignmentId));
    for (const entry of entries) await first.stream.add(entry);
    return entries;
  };
  const take = (consumer: StreamConsumer, count: number): Promise<Delivery[]> =>
    consumer.take(count, { waitMs: 5_000 });
  const takesNothing = (consumer: StreamConsumer): Promise<void> =>
    expect(consumer.take(1, { waitMs: 20 })).resolves.toEqual([]);

  /** Stops the clock of this process; only `passTime` moves it until the test is over. */
  const stopClock = (): void => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
  };
  const passTime = async (ms: number): Promise<void> => {
    vi.advanceTimersByTime(ms);
    await pair().passTime(ms);
  };

  /** An assignment whose gradings take ten seconds each. */
  const slowAssignment = async (): Promise<string> => {
    const assignmentId = randomUUID();
    await add(assignmentId);
    const consumer = first.stream.consumer('learner');
    const [delivery] = await take(consumer, 1);
    if (delivery) await consumer.acknowledge(delivery, 10_000);
    await consumer.close();
    return assignmentId;
  };

  describe('lanes', () => {
    test('an assignment is quick until its gradings turn out slow, and again when they get quick', async () => {
      const assignmentId = await slowAssignment();
      await expect(second.stream.prospect(randomUUID())).resolves.toMatchObject({ lane: 'quick' });
      await expect(second.stream.prospect(assignmentId)).resolves.toMatchObject({ lane: 'slow' });

      const consumer = second.stream.consumer('a');
      for (let times = 0; times < 10; times++) {
        await add(assignmentId);
        const [delivery] = await take(consumer, 1);
        if (delivery) await consumer.acknowledge(delivery, 10);
      }
      await expect(first.stream.prospect(assignmentId)).resolves.toMatchObject({ lane: 'quick' });
    });

    test('an entry moved to the slow lane keeps the id of its request', async () => {
      const assignmentId = randomUUID();
      const entry = { ...newEntry(assignmentId), requestId: 'moved' };
      await add(assignmentId);
      await first.stream.add(entry);
      const consumer = second.stream.consumer('a', 4);
      const [delivery] = await take(consumer, 1);
      if (delivery) await consumer.acknowledge(delivery, 10_000);
      const [moved] = await take(consumer, 1);
      expect(moved).toMatchObject({ lane: 'slow', entry });
    });

    test('a second of grading for one assignment is a crowd, until none of it waits', async () => {
      const [crowd, alone] = [randomUUID(), randomUUID()];
      await add(crowd, 30);
      await expect(first.stream.prospect(crowd)).resolves.toMatchObject({
        lane: 'crowded',
        held: 20,
        length: 20,
      });
      await add(alone);
      const states = await second.stream.lanes();
      expect([states.quick.length, states.crowded.length, states.slow.length]).toEqual([11, 20, 0]);
      await expect(second.stream.length()).resolves.toBe(31);

      const consumer = second.stream.consumer('a');
      const deliveries = await take(consumer, 13);
      for (const delivery of deliveries) await consumer.acknowledge(delivery, 100);
      await expect(first.stream.prospect(crowd)).resolves.toMatchObject({ lane: 'crowded' });
    });

    test('a single submission overtakes a crowd', async () => {
      await add(randomUUID(), 200);
      const [alone] = await add(randomUUID());
      const taken = await take(second.stream.consumer('a'), 23);
      expect(taken.map(({ entry }) => entry.submissionId)).toContain(alone?.submissionId);
      expect(lanesOf(taken).filter((lane) => lane === 'quick')).toHaveLength(11);
    });

    test('slow gradings use half of the slots while others wait, otherwise all but one', async () => {
      const [slow, quick] = [await slowAssignment(), randomUUID()];
      const [a, b] = [first.stream.consumer('a', 2), second.stream.consumer('b', 2)];
      await Promise.all([takesNothing(a), takesNothing(b)]);
      await add(slow, 20);
      await add(quick, 4);

      const taken = [...(await take(a, 2)), ...(await take(b, 2))];
      expect(lanesOf(taken).sort()).toEqual(['quick', 'quick', 'slow', 'slow']);
      for (const delivery of taken.filter(({ lane }) => lane === 'quick')) {
        await a.acknowledge(delivery, 10);
      }
      expect(lanesOf(await take(a, 2))).toEqual(['quick', 'quick']);
      expect(lanesOf(await take(b, 2))).toEqual(['slow']);
      await takesNothing(b);
      await add(quick);
      expect(lanesOf(await take(b, 1))).toEqual(['quick']);
    });

    test('regrades use half of the slots, and only while nobody waits', async () => {
      const regraded = randomUUID();
      const regrades = Array.from({ length: 8 }, () => newEntry(regraded));
      for (const entry of regrades) await first.stream.add(entry, 'regrade');
      const [a, b] = [first.stream.consumer('a', 2), second.stream.consumer('b', 2)];
      const [live] = await add(randomUUID());
      const taken = await take(a, 2);
      expect(lanesOf(taken)).toEqual(['quick', 'regrade']);
      expect(taken[0]?.entry).toEqual(live);
      expect(lanesOf(await take(b, 2))).toEqual(['regrade']);
      await takesNothing(b);

      // Handed back it is still a regrade; acknowledged it makes room for the next, in their order.
      const [, regrade] = taken;
      if (regrade === undefined) throw new Error('no regrade taken');
      await a.handBack(regrade);
      const [next] = await take(b, 1);
      expect(next).toMatchObject({ lane: 'regrade', entry: regrades[2] });
      const waiting = a.take(1, { waitMs: 10_000 });
      if (next !== undefined) await b.acknowledge(next, 10);
      expect(await waiting).toMatchObject([{ lane: 'regrade', entry: regrades[3] }]);
      await takesNothing(b);
      await add(regraded);
      expect(lanesOf(await take(b, 1))).toEqual(['quick']);
      expect((await second.stream.lanes()).regrade.length).toBe(7);
      expect(await first.stream.missing(regrades.map(({ submissionId }) => submissionId))).toEqual([
        regrades[2]?.submissionId,
      ]);
    });

    test('a regrade leaves a slot beside slow gradings, and uses the only slot of a system', async () => {
      const slow = await slowAssignment();
      await add(slow, 4);
      for (let times = 0; times < 3; times++) await first.stream.add(newEntry(slow), 'regrade');
      const several = first.stream.consumer('several', 4);
      expect(lanesOf(await take(several, 4))).toEqual(['slow', 'slow', 'slow']);
      await takesNothing(several);
      await several.close();
      const only = first.stream.consumer('only', 1);
      const [last] = await take(only, 1);
      expect(last?.lane).toBe('slow');
      if (last !== undefined) await only.acknowledge(last, 10_000);
      expect(lanesOf(await take(only, 1))).toEqual(['regrade']);
    });

    test('a waiting grader takes a slow entry as soon as another slow grading has ended', async () => {
      const slow = await slowAssignment();
      await add(slow, 2);
      const [a, b] = [first.stream.consumer('a'), second.stream.consumer('b')];
      const taking = b.take(1, { waitMs: 10_000 });
      const other = a.take(1, { waitMs: 10_000 });
      const [holder, waiter, delivery] = await Promise.race([
        taking.then(([got]) => [b, other, got] as const),
        other.then(([got]) => [a, taking, got] as const),
      ]);
      if (delivery) await holder.acknowledge(delivery, 10_000);
      expect(lanesOf(await waiter)).toEqual(['slow']);
    });

    test('the only slot takes slow entries, too, and then gives others as much time', async () => {
      const slow = await slowAssignment();
      const quick = randomUUID();
      await add(slow, 2);
      await add(quick, 3);
      stopClock();
      const only = second.stream.consumer('only');
      const [long] = await take(only, 1);
      expect(long?.lane).toBe('slow');
      await passTime(10_000);
      if (long) await only.acknowledge(long, 10_000);
      expect(lanesOf(await take(only, 1))).toEqual(['quick']);
      await passTime(9_999);
      expect(lanesOf(await take(only, 1))).toEqual(['quick']);
      await passTime(2);
      expect(lanesOf(await take(only, 1))).toEqual(['slow']);
    });

    test('quick entries of an assignment that turns out slow are moved', async () => {
      const slow = randomUUID();
      const [early] = await add(slow, 5);
      const [alone] = await add(randomUUID());
      const [a, b] = [first.stream.consumer('a', 2), second.stream.consumer('b', 2)];
      const [heavy] = await take(a, 1);
      expect(heavy?.entry).toEqual(early);
      if (heavy) await a.acknowledge(heavy, 10_000);

      const taken = await take(b, 2);
      expect(taken.map(({ entry }) => entry)).toContainEqual(alone);
      expect(lanesOf(taken)).toEqual(['quick', 'slow']);
      const states = await first.stream.lanes();
      expect([states.quick.length, states.slow.length]).toEqual([1, 4]);
      for (const delivery of taken) await b.acknowledge(delivery);
      await expect(first.stream.length()).resolves.toBe(3);
    });

    test('a position counts the entries before it in its lane, until it is taken', async () => {
      const slow = await slowAssignment();
      const heavy = await add(slow, 3);
      const light = await add(randomUUID(), 2);
      const ids = [...heavy, ...light].map(({ submissionId }) => submissionId);
      const positions = async (): Promise<(string | null)[]> =>
        (await second.stream.positions([...ids, randomUUID()])).map(
          (place) => place && `${place.lane} ${place.position}`,
        );
      await expect(positions()).resolves.toEqual([
        ...['slow 0', 'slow 1', 'slow 2', 'quick 0', 'quick 1'],
        null,
      ]);

      await take(first.stream.consumer('a', 2), 2);
      await expect(positions()).resolves.toEqual([
        ...['slow 0', 'slow 0', 'slow 1', 'quick 0', 'quick 0'],
        null,
      ]);
    });
  });

  describe('the pace of a lane', () => {
    test('is unknown before anything has waited, and an empty lane needs no time', async () => {
      await slowAssignment();
      const { quick } = await first.stream.lanes();
      expect(quick).toMatchObject({ length: 0, perEntryMs: null, stalledMs: 0 });
      expect(emptyingMs(quick)).toBe(0);
    });

    test('is measured from one acknowledgement to the next while entries wait', async () => {
      const consumer = first.stream.consumer('a');
      for (let times = 0; times < 17; times++) await add(randomUUID());
      const gradeOne = async (ms: number): Promise<void> => {
        const [delivery] = await take(consumer, 1);
        await passTime(ms);
        if (delivery) await consumer.acknowledge(delivery, ms);
      };
      stopClock();
      // The pace does not include how long the first one takes.
      await gradeOne(10_000);
      const startedAt = Date.now();
      const pace = async (): Promise<number | null> =>
        (await second.stream.lanes()).quick.perEntryMs;
      for (let times = 0; times < 11; times++) {
        if (times < 10) await expect(pace()).resolves.toBeNull();
        await gradeOne(5);
      }
      // Redis's clock moves as well.
      const meanMs = 5 + (Date.now() - startedAt) / 11;
      const { quick } = await second.stream.lanes();
      expect(quick.length).toBe(5);
      expect(quick.perEntryMs).toBeGreaterThan(4.9);
      expect(quick.perEntryMs).toBeLessThan(1.1 * meanMs + 1);
      expect(emptyingMs(quick)).toBeGreaterThan(0);

      await consumer.close();
      expect(emptyingMs((await second.stream.lanes()).quick)).toBeNull();
    });
  });

  describe('the estimated waiting time', () => {
    /** The estimates for real waits of 5 s and more, as multiples of them. */
    const ratios = (waits: Awaited<ReturnType<typeof playQueue>>): number[] =>
      waits.filter(({ realMs }) => realMs >= 5_000).map(({ toldMs, realMs }) => toldMs / realMs);
    const play = (phases: Parameters<typeof playQueue>[1]) => {
      stopClock();
      return playQueue({ add: first.stream, read: second.stream, passTime }, phases);
    };

    test('is near the real one when a class hands in at once, also with gradings of another length', async () => {
      const [light, heavy] = [randomUUID(), randomUUID()];
      const found = ratios(
        await play([
          { assignmentId: light, seconds: 10, perSecond: 5, gradingMs: 100 },
          { assignmentId: light, seconds: 5, perSecond: 40, gradingMs: 100 },
          { assignmentId: light, seconds: 90, perSecond: 0, gradingMs: 100 },
          { assignmentId: heavy, seconds: 5, perSecond: 1, gradingMs: 800 },
          { assignmentId: heavy, seconds: 5, perSecond: 20, gradingMs: 800 },
          { assignmentId: heavy, seconds: 90, perSecond: 0, gradingMs: 800 },
        ]),
      );
      expect(found.length).toBeGreaterThan(50);
      expect(Math.min(...found)).toBeGreaterThan(1 / 2);
      expect(Math.max(...found)).toBeLessThan(2);
    });

    test('does not grow with a rush that leaves graders little of the processors', async () => {
      const assignmentId = randomUUID();
      const found = ratios(
        await play([
          { assignmentId, seconds: 20, perSecond: 8, gradingMs: 100 },
          { assignmentId, seconds: 3, perSecond: 100, gradingMs: 900, unseen: true },
          { assignmentId, seconds: 22, perSecond: 100, gradingMs: 900 },
          { assignmentId, seconds: 250, perSecond: 0, gradingMs: 100 },
        ]),
      );
      expect(found.length).toBeGreaterThan(100);
      expect(Math.min(...found)).toBeGreaterThan(1 / 3);
      expect(Math.max(...found)).toBeLessThan(3);
    });
  });
}

/** The tests of counters that every adapter must pass. */
export function describeCounters(pair: () => { first: Messaging; second: Messaging }): void {
  const windowMs = 60_000;

  test('counters add up for all processes, and start again when their window ends', async () => {
    const { first, second } = pair();
    const key = randomUUID();
    const bytes = { key, windowMs, amount: 700, max: 1_000 };
    expect(await first.counters.charge([bytes])).toBeNull();
    const refused = await second.counters.charge([bytes]);
    expect(refused).toMatchObject({ index: 0 });
    expect(refused?.windowEndsInMs).toBeGreaterThan(55_000);
    expect(refused?.windowEndsInMs).toBeLessThanOrEqual(windowMs);
    // The refused charge was not added.
    expect(await second.counters.charge([{ ...bytes, amount: 300 }])).toBeNull();
    expect(await first.counters.charge([{ ...bytes, amount: 1 }])).toMatchObject({ index: 0 });

    const brief = { key: randomUUID(), windowMs: 20, max: 1 };
    await first.counters.charge([brief]);
    await vi.waitFor(async () => expect(await second.counters.charge([brief])).toBeNull(), waits);
  });

  test('charges are made in order, up to the first that would exceed its max', async () => {
    const { first, second } = pair();
    const [one, full, last] = [randomUUID(), randomUUID(), randomUUID()] as const;
    const charges = [
      { key: one, windowMs, max: 2 },
      { key: full, windowMs, max: 0 },
      { key: last, windowMs, max: 1 },
    ];
    expect(await first.counters.charge(charges)).toEqual({ index: 1, windowEndsInMs: windowMs });
    expect(await first.counters.charge([{ key: last, windowMs, max: 1 }])).toBeNull();
    expect(await second.counters.charge([{ key: one, windowMs, max: 1 }])).toMatchObject({
      index: 0,
    });
  });

  test('a charge without a max is always made, and one of 0 only checks', async () => {
    const { first, second } = pair();
    const key = randomUUID();
    const check = { key, windowMs, amount: 0, max: 10 };
    expect(await first.counters.charge([check])).toBeNull();
    expect(await first.counters.charge([{ key, windowMs, amount: 5_000_000_000 }])).toBeNull();
    expect(await first.counters.charge([{ key, windowMs, amount: 1 }])).toBeNull();
    expect(await second.counters.charge([check])).toMatchObject({ index: 0 });
  });

  test('a charge counts for what all processes noted last, until that expires', async () => {
    const { first, second } = pair();
    const [key, noted] = [randomUUID(), randomUUID()];
    const ofNoted = { key, ofNoted: noted, windowMs, amount: 5 };
    const note = { key: noted, value: 'one', forMs: windowMs };
    const isCharged = async (name: string): Promise<boolean> =>
      (await second.counters.charge([{ key: key + name, windowMs, amount: 0, max: 4 }])) !== null;
    expect(await first.counters.charge([{ ...ofNoted, max: 1 }])).toBeNull();
    expect(await first.counters.charge([], note)).toBeNull();
    expect(await second.counters.charge([], { ...note, value: 'two' })).toBeNull();
    expect(await first.counters.charge([ofNoted])).toBeNull();
    expect([await isCharged(''), await isCharged('one'), await isCharged('two')]).toEqual([
      false,
      false,
      true,
    ]);
    expect(await first.counters.charge([{ ...ofNoted, max: 9 }])).toMatchObject({ index: 0 });

    const brief = randomUUID();
    await second.counters.charge([], { key: brief, value: 'one', forMs: 20 });
    const ofBrief = { key, ofNoted: brief, windowMs, max: 0 };
    await vi.waitFor(async () => expect(await first.counters.charge([ofBrief])).toBeNull(), waits);
  });

  test('nothing is noted when a charge is refused', async () => {
    const { first, second } = pair();
    const [key, noted] = [randomUUID(), randomUUID()];
    const note = { key: noted, value: 'one', forMs: windowMs };
    const full = { key: randomUUID(), windowMs, max: 0 };
    expect(await first.counters.charge([full], note)).toMatchObject({ index: 0 });
    expect(await second.counters.charge([{ key, ofNoted: noted, windowMs, max: 0 }])).toBeNull();
    expect(await first.counters.charge([{ key, windowMs, max: 1 }], note)).toBeNull();
    expect(await second.counters.charge([{ key, ofNoted: noted, windowMs, max: 0 }])).toMatchObject(
      { index: 0 },
    );
  });
}
