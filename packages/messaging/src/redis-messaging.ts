import type { Redis } from 'ioredis';
import type { Messaging, StreamConsumer } from './port.ts';
import { openConnection, whenReady } from './redis-connection.ts';
import { RedisStreamConsumer } from './redis-consumer.ts';
import { createRedisCounters } from './redis-counters.ts';
import { streamKeys } from './redis-keys.ts';
import { createRedisPubSub } from './redis-pub-sub.ts';
import { createRedisStream } from './redis-stream.ts';
import { writeProbe } from './redis-write-probe.ts';

/** How long creation waits for a first connection before it goes on without. */
const firstConnectionMs = 2_000;
const hourMs = 3_600_000;

export interface RedisMessagingOptions {
  /** `redis://` or `rediss://`, with user and password where Redis wants them. */
  readonly url: string;
  /** Keeps several systems apart on one Redis. */
  readonly keyPrefix?: string;
  /** Consumers that hold nothing are forgotten when idle for so long; an hour by default. */
  readonly forgetConsumersAfterMs?: number;
  /** Between two signs of life of each consumer; 1.5 s by default. */
  readonly graderBeatMs?: number;
  /** A consumer that gives none for so long is silent; 6 s by default, and several times a beat. */
  readonly graderSilentMs?: number;
  /** Hears of lost connections, about once a second while Redis is away, and of bad messages. */
  readonly onError?: (error: Error) => void;
}

/**
 * Messaging over Redis 7 or newer. Resolves with or without a connection, and connects again by
 * itself whenever Redis is back.
 */
export async function createRedisMessaging(options: RedisMessagingOptions): Promise<Messaging> {
  const { url, keyPrefix = 'touchstone', forgetConsumersAfterMs = hourMs } = options;
  const { graderBeatMs: beatMs = 1_500, graderSilentMs: silentMs = 6_000 } = options;
  const onError = options.onError ?? ((): void => undefined);
  const keys = streamKeys(keyPrefix);
  const commands = openConnection(url, 'commands', onError);
  const openSubscriber = (): Redis => openConnection(url, 'subscriber', onError);
  const pubSub = createRedisPubSub({ commands, openSubscriber, keyPrefix, onError });
  const consumers = new Set<StreamConsumer>();

  const openConsumer = (name: string, slots: number): StreamConsumer => {
    const consumer = new RedisStreamConsumer({
      ...{ name, slots, keys, commands, beatMs, silentMs, onError },
      blocking: openConnection(url, 'blocking', onError),
      forgetAfterMs: forgetConsumersAfterMs,
      onClose: () => consumers.delete(consumer),
    });
    consumers.add(consumer);
    return consumer;
  };

  await whenReady(commands, firstConnectionMs);
  return {
    stream: createRedisStream({ redis: commands, keys, openConsumer }),
    counters: createRedisCounters(commands, keyPrefix),
    submissionEvents: pubSub.submissionEvents,
    cacheFlushes: pubSub.cacheFlushes,
    ping: () => writeProbe(commands, keyPrefix),
    async close() {
      await Promise.all([...consumers].map((consumer) => consumer.close()));
      pubSub.close();
      commands.disconnect();
    },
  };
}
