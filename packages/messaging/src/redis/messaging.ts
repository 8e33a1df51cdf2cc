import type { Redis } from 'ioredis';
import type { Messaging, StreamConsumer } from '../port.ts';
import { openConnection, whenReady } from './connection.ts';
import { RedisStreamConsumer } from './consumer.ts';
import { createRedisCounters } from './counters.ts';
import { streamKeys } from './keys.ts';
import { createRedisPubSub } from './pub-sub.ts';
import { readScripts } from './scripts.ts';
import { createRedisStream } from './stream.ts';
import { writeProbe } from './write-probe.ts';

/** How long creation waits for a first connection before it continues without one. */
const firstConnectionMs = 2_000;
const hourMs = 3_600_000;

export interface RedisMessagingOptions {
  /** `redis://` or `rediss://`, with user and password if Redis requires them. */
  readonly url: string;
  /** Separates several systems on one Redis. */
  readonly keyPrefix?: string;
  /** Consumers without entries are removed when idle for longer than this; an hour by default. */
  readonly forgetConsumersAfterMs?: number;
  /** Between two heartbeats of each consumer; 1.5 s by default. */
  readonly graderHeartbeatMs?: number;
  /** A consumer without a heartbeat for longer is silent; 6 s by default, several intervals. */
  readonly graderSilentMs?: number;
  /** Receives lost connections, about once a second while Redis is unavailable, and bad messages. */
  readonly onError?: (error: Error) => void;
}

/**
 * Messaging over Redis 7 or newer. Resolves with or without a connection, and reconnects
 * automatically.
 */
export async function createRedisMessaging(options: RedisMessagingOptions): Promise<Messaging> {
  const { url, keyPrefix = 'touchstone', forgetConsumersAfterMs = hourMs } = options;
  const { graderHeartbeatMs: heartbeatMs = 1_500, graderSilentMs: silentMs = 6_000 } = options;
  const onError = options.onError ?? ((): void => undefined);
  const keys = streamKeys(keyPrefix);
  const scripts = await readScripts();
  const commands = openConnection(url, 'commands', scripts, onError);
  const openSubscriber = (): Redis => openConnection(url, 'subscriber', scripts, onError);
  const pubSub = createRedisPubSub({ commands, openSubscriber, keyPrefix, onError });
  const consumers = new Set<StreamConsumer>();

  const openConsumer = (name: string, slots: number): StreamConsumer => {
    const consumer = new RedisStreamConsumer({
      name,
      slots,
      keys,
      commands,
      heartbeatMs,
      silentMs,
      onError,
      blocking: openConnection(url, 'blocking', scripts, onError),
      forgetAfterMs: forgetConsumersAfterMs,
      onClose: () => consumers.delete(consumer),
    });
    consumers.add(consumer);
    return consumer;
  };

  await whenReady(commands, firstConnectionMs);
  return {
    stream: createRedisStream(commands, keys, openConsumer),
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
