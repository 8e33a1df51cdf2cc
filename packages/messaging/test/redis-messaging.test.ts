import { randomUUID } from 'node:crypto';
import { startTestRedis, type TestRedis } from '@touchstone/test-kit';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createRedisMessaging,
  MessagingError,
  StoreFullError,
  type Messaging,
} from '../src/index.ts';
import { changed, describeMessaging, newEntry, submissionIds } from './messaging-conformance.ts';
import { passLaneTime } from './messaging-pair.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.stop());

/** Frequent heartbeats, so that silence is noticed soon; a grader is silent after a second. */
const heartbeats = { graderHeartbeatMs: 50, graderSilentMs: 1_000 };
const open = (keyPrefix: string, onError?: (error: Error) => void): Promise<Messaging> =>
  createRedisMessaging({
    url: redis.url,
    keyPrefix,
    ...heartbeats,
    ...(onError ? { onError } : {}),
  });

describe('messaging over Redis', () => {
  describeMessaging(async () => {
    const keyPrefix = randomUUID();
    const [first, second] = await Promise.all([open(keyPrefix), open(keyPrefix)]);
    const admin = new Redis(redis.url);
    return {
      first,
      second,
      passTime: (ms) => passLaneTime(admin, keyPrefix, ms),
      close: async () => {
        admin.disconnect();
        await Promise.all([first.close(), second.close()]);
      },
    };
  });
});

describe('when Redis fails', () => {
  const waits = { timeout: 15_000, interval: 20 };
  let keyPrefix: string;
  let messaging: Messaging;
  let admin: Redis;

  beforeEach(async () => {
    keyPrefix = randomUUID();
    messaging = await open(keyPrefix);
    admin = new Redis(redis.url);
    admin.on('error', () => undefined);
  });
  afterEach(async () => {
    admin.disconnect();
    await messaging.close();
  });

  const restart = async (): Promise<void> => {
    await redis.server.stop();
    await redis.startAgain();
  };
  const addSoon = (entry = newEntry()): Promise<string> =>
    vi.waitFor(async () => {
      await messaging.stream.add(entry);
      return entry.submissionId;
    }, waits);

  test('lost entries are reported as missing, can be added again and are delivered', async () => {
    const consumer = messaging.stream.consumer('a');
    const entry = newEntry();
    await messaging.stream.add(entry);
    const [old] = await consumer.take(1, { waitMs: 5_000 });
    const taking = consumer.take(1, { waitMs: 30_000 });
    await admin.flushall();

    await expect(messaging.stream.missing([entry.submissionId])).resolves.toHaveLength(1);
    await messaging.stream.add(entry);

    expect(submissionIds(await taking)).toEqual([entry.submissionId]);
    // Acknowledging the old delivery does not remove the new entry.
    if (old) await consumer.acknowledge(old);
    await expect(messaging.stream.missing([entry.submissionId])).resolves.toEqual([]);
    await expect(messaging.stream.length()).resolves.toBe(1);
  });

  test('a full Redis says so and adds nothing, but still delivers and removes entries', async () => {
    const consumer = messaging.stream.consumer('a');
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const entry = newEntry();
      ids.push(entry.submissionId);
      await messaging.stream.add(entry);
    }
    await expect(messaging.ping()).resolves.toBeUndefined();
    await admin.config('SET', 'maxmemory', '1');
    try {
      await expect(messaging.ping()).rejects.toThrow(StoreFullError);
      await expect(messaging.ping()).rejects.toThrow(/^Redis is full: .*`maxmemory`/);
      await expect(messaging.stream.add(newEntry())).rejects.toThrow(MessagingError);
      await expect(messaging.submissionEvents.publish(changed())).resolves.toBeUndefined();

      const taken = await consumer.take(3, { waitMs: 5_000 });
      expect(submissionIds(taken)).toEqual(ids);
      for (const delivery of taken) await consumer.acknowledge(delivery, 10);
      await expect(messaging.stream.length()).resolves.toBe(0);
    } finally {
      await admin.config('SET', 'maxmemory', '0');
    }
    await expect(messaging.ping()).resolves.toBeUndefined();
  });

  test('a claim after a loss of data finds nothing and recreates the group', async () => {
    const consumer = messaging.stream.consumer('a');
    await expect(consumer.claimIdle(1, 0)).resolves.toEqual([]);
    await admin.flushall();
    await expect(consumer.claimIdle(1, 0)).resolves.toEqual([]);
    const submissionId = await addSoon();
    expect(submissionIds(await consumer.take(1, { waitMs: 5_000 }))).toEqual([submissionId]);
  });

  test('a waiting consumer continues automatically after a restart', async () => {
    const consumer = messaging.stream.consumer('a');
    const taking = consumer.take(1, { waitMs: 30_000 });
    await restart();
    const submissionId = await addSoon();
    expect(submissionIds(await taking)).toEqual([submissionId]);
  });

  test('pending entries are delivered again after a reconnect, but never those in progress', async () => {
    const consumer = messaging.stream.consumer('a');
    await messaging.stream.add(newEntry());
    await messaging.stream.add(newEntry());
    const [inProgress, released] = await consumer.take(2, { waitMs: 5_000 });
    if (!inProgress || !released) throw new Error('nothing was delivered');
    consumer.release(released);

    const taking = consumer.take(2, { waitMs: 30_000 });
    await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');

    await expect(taking).resolves.toEqual([released]);
    await expect(consumer.take(2, { waitMs: 50 })).resolves.toEqual([]);
    await vi.waitFor(() => consumer.acknowledge(inProgress), waits);
  });

  test('an entry whose delivery got lost is found again', async () => {
    const consumer = messaging.stream.consumer('a');
    await consumer.take(1, { waitMs: 10 });
    const taking = consumer.take(1, { waitMs: 30_000 });
    const submissionId = await addSoon();
    await taking;
    const other = messaging.stream.consumer('b');
    // Redis assigns it to `b`, which did not ask: as if the answer to `b` had been lost.
    await admin.xautoclaim(`{${keyPrefix}}:submissions`, 'graders', 'b', 0, '0-0');
    expect(submissionIds(await other.take(1, { waitMs: 5_000 }))).toEqual([submissionId]);
  });

  test('calls fail immediately while Redis is unavailable, and work when it is back', async () => {
    await redis.server.stop();
    await vi.waitFor(() => expect(messaging.ping()).rejects.toThrow(), waits);
    const startedAt = performance.now();
    const calls = [
      messaging.stream.add(newEntry()),
      messaging.stream.length(),
      messaging.cacheFlushes.flush(['courses']),
    ];
    for (const { status } of await Promise.allSettled(calls)) expect(status).toBe('rejected');
    expect(performance.now() - startedAt).toBeLessThan(1_000);

    await redis.startAgain();
    await addSoon();
    // Nothing that failed was sent later.
    await expect(messaging.stream.length()).resolves.toBe(1);
  });

  test('calls time out within a second or so when Redis does not answer', async () => {
    redis.pause();
    try {
      const startedAt = performance.now();
      await expect(messaging.stream.add(newEntry())).rejects.toThrow('did not add');
      expect(performance.now() - startedAt).toBeLessThan(2_000);
    } finally {
      redis.resume();
    }
    await addSoon();
  });

  test('messaging can be created while Redis is unavailable', async () => {
    await redis.server.stop();
    const errors = vi.fn();
    const late = await open(randomUUID(), errors);
    const taking = late.stream.consumer('a').take(1, { waitMs: 30_000 });
    await redis.startAgain();

    await vi.waitFor(() => late.stream.add(newEntry()), waits);
    await expect(taking).resolves.toHaveLength(1);
    expect(errors).toHaveBeenCalled();
    await late.close();
  });

  test('subscribers are notified of the loss and the recovery, and then of flushes again', async () => {
    const calls: string[] = [];
    messaging.cacheFlushes.subscribe({
      onFlush: (tags) => calls.push(tags.join()),
      onLost: () => calls.push('lost'),
      onRestored: () => calls.push('restored'),
    });
    const onChanged = vi.fn();
    messaging.submissionEvents.subscribe(onChanged);
    const other = await open(keyPrefix);
    const upAgain = (): void => expect(calls.at(-1)).toBe('restored');
    if (calls.length > 0) await vi.waitFor(upAgain, waits);
    calls.length = 0;

    await redis.server.stop();
    await vi.waitFor(() => expect(calls).toEqual(['lost']), waits);
    await redis.startAgain();
    await vi.waitFor(() => expect(calls).toEqual(['lost', 'restored']), waits);

    await vi.waitFor(() => other.cacheFlushes.flush(['user:1']), waits);
    await vi.waitFor(() => expect(calls).toEqual(['lost', 'restored', 'user:1']), waits);
    const event = changed();
    await other.submissionEvents.publish(event);
    await vi.waitFor(() => expect(onChanged).toHaveBeenCalledWith(event), waits);
    await other.close();
  });

  test('a Redis that only stopped answering counts as a lost subscription', async () => {
    const handler = { onFlush: vi.fn(), onLost: vi.fn(), onRestored: vi.fn() };
    await addSoon();
    await vi.waitFor(() => messaging.cacheFlushes.flush(['courses']), waits);
    messaging.cacheFlushes.subscribe(handler);
    redis.pause();
    try {
      await vi.waitFor(() => expect(handler.onLost).toHaveBeenCalled(), waits);
    } finally {
      redis.resume();
    }
    await vi.waitFor(() => expect(handler.onRestored).toHaveBeenCalled(), waits);
  });

  test('malformed messages and entries are reported and dropped', async () => {
    const errors = vi.fn<(error: Error) => void>();
    const careful = await open(keyPrefix, errors);
    careful.submissionEvents.subscribe(() => undefined);
    await admin.xadd(`{${keyPrefix}}:submissions`, '*', 'no', 'sense');
    const submissionId = await addSoon();
    const consumer = careful.stream.consumer('a');
    const taken = await consumer.take(5, { waitMs: 5_000 });
    expect(submissionIds(taken)).toEqual([submissionId]);
    await vi.waitFor(() => expect(careful.stream.length()).resolves.toBe(1), waits);

    await vi.waitFor(async () => {
      await admin.publish(`${keyPrefix}:cache-flush`, 'no json');
      expect(errors.mock.calls.map(([{ message }]) => message).join()).toContain('is malformed');
    }, waits);
    await careful.close();
  });

  describe('a grader without heartbeats', () => {
    /** Sends its second heartbeat so late that it is silent after the first; otherwise it is alive. */
    const openMute = (): Promise<Messaging> =>
      createRedisMessaging({
        url: redis.url,
        keyPrefix,
        graderHeartbeatMs: 600_000,
        graderSilentMs: 1_000,
      });
    const heartbeatAtMs = async (name: string): Promise<number> => {
      const value = await admin.hget(`{${keyPrefix}}:graders-alive`, name);
      return Number(value?.split(' ')[1] ?? NaN);
    };
    const redisMs = async (): Promise<number> => {
      const [seconds = 0, micros = 0] = (await admin.time()).map(Number);
      return seconds * 1_000 + micros / 1_000;
    };

    test('loses its entries once it has been silent for long enough, and not before', async () => {
      const mute = await openMute();
      const submissionId = await addSoon();
      const frozen = mute.stream.consumer('frozen');
      const [held] = await frozen.take(1, { waitMs: 5_000 });
      const looker = messaging.stream.consumer('looker');
      const taken = await vi.waitFor(async () => {
        const deliveries = await looker.claimFromSilent(5);
        expect(deliveries).toHaveLength(1);
        return deliveries;
      }, waits);
      expect(submissionIds(taken)).toEqual([submissionId]);
      expect((await redisMs()) - (await heartbeatAtMs('frozen'))).toBeGreaterThan(1_000);

      // It wakes up: the entry is still in progress there, and is not delivered a second time.
      await expect(frozen.take(5, { waitMs: 20 })).resolves.toEqual([]);
      await expect(frozen.claimFromSilent(5)).resolves.toEqual([]);
      if (held) frozen.release(held);
      await expect(frozen.take(5, { waitMs: 20 })).resolves.toEqual([]);
      for (const delivery of taken) await looker.acknowledge(delivery);
      await expect(messaging.stream.length()).resolves.toBe(0);
      await mute.close();
    });

    test('gets an entry again that it released, when the grader that claimed it has died', async () => {
      const submissionId = await addSoon();
      const thawed = messaging.stream.consumer('thawed');
      const [held] = await thawed.take(1, { waitMs: 5_000 });
      const dead = messaging.stream.consumer('dead');
      await expect(dead.claimIdle(1, 0)).resolves.toHaveLength(1);
      await dead.close();
      await vi.waitFor(async () => {
        // The entry is in progress there, so it is not delivered a second time yet.
        await expect(thawed.claimFromSilent(1)).resolves.toEqual([]);
        const [, , , holders] = await admin.xpending(`{${keyPrefix}}:submissions`, 'graders');
        expect(holders).toEqual([['thawed', '1']]);
      }, waits);
      await expect(thawed.take(1, { waitMs: 20 })).resolves.toEqual([]);
      if (held) thawed.release(held);
      const again = await thawed.take(1, { waitMs: 5_000 });
      expect(submissionIds(again)).toEqual([submissionId]);
      for (const delivery of again) await thawed.acknowledge(delivery);
      await expect(messaging.stream.length()).resolves.toBe(0);
    });

    test('still sends heartbeats while all its slots are busy', async () => {
      await addSoon();
      const busy = messaging.stream.consumer('busy');
      await busy.take(1, { waitMs: 5_000 });
      const first = await heartbeatAtMs('busy');
      await vi.waitFor(
        async () => expect(await heartbeatAtMs('busy')).toBeGreaterThan(first),
        waits,
      );
    });

    test('keeps its entries from a grader that has only just started', async () => {
      const submissionId = await addSoon();
      const dead = messaging.stream.consumer('dead');
      await dead.take(1, { waitMs: 5_000 });
      await dead.close();
      const looker = messaging.stream.consumer('looker');
      await expect(looker.claimFromSilent(1)).resolves.toEqual([]);
      await vi.waitFor(async () => {
        expect(submissionIds(await looker.claimFromSilent(1))).toEqual([submissionId]);
      }, waits);
    });
  });

  test('deleted entries of a dead consumer are skipped', async () => {
    const dead = messaging.stream.consumer('dead');
    await messaging.stream.add(newEntry());
    const kept = await addSoon();
    const [deleted] = await dead.take(2, { waitMs: 5_000 });
    await dead.close();
    await admin.xdel(`{${keyPrefix}}:submissions`, deleted?.entryId ?? '');

    const again = messaging.stream.consumer('dead');
    expect(submissionIds(await again.take(2, { waitMs: 5_000 }))).toEqual([kept]);
    const other = messaging.stream.consumer('b');
    expect(submissionIds(await other.claimIdle(2, 0))).toEqual([kept]);
  });

  test('consumers without entries are forgotten, those with pending entries never', async () => {
    const tidy = await createRedisMessaging({
      url: redis.url,
      keyPrefix,
      forgetConsumersAfterMs: 1,
    });
    const names = async (): Promise<string[]> => {
      const infos = (await admin.xinfo(
        'CONSUMERS',
        `{${keyPrefix}}:submissions`,
        'graders',
      )) as string[][];
      return infos.map((info) => info[info.indexOf('name') + 1] ?? '').sort();
    };
    await addSoon();
    await messaging.stream.consumer('holder').take(1, { waitMs: 5_000 });
    const empty = messaging.stream.consumer('empty');
    await vi.waitFor(async () => {
      await empty.take(1, { waitMs: 10 });
      expect(await names()).toEqual(['empty', 'holder']);
    }, waits);

    const claimer = tidy.stream.consumer('claimer');
    await vi.waitFor(async () => {
      await claimer.claimIdle(1, 60_000);
      expect(await names()).not.toContain('empty');
    }, waits);
    expect(await names()).toContain('holder');
    await tidy.close();
  });
});
