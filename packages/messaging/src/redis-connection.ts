import { Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import { MessagingError } from './port.ts';

/** Every call on the command connection is answered, or given up, within this time. */
const commandTimeoutMs = 1_000;

/** Longest single BLOCK; `take` asks again until its own wait is over. */
export const longestBlockMs = 5_000;

/** How long after a BLOCK has run out an answer may still come before the connection counts as dead. */
export const blockGraceMs = 1_000;

/**
 * No connection queues a command while Redis is away, and none sends one a second time: a command
 * fails at once or on the loss of its connection, and the caller, who knows what a repeat means,
 * decides. (`maxRetriesPerRequest: 0` is what makes ioredis reject on the loss; with null a
 * blocked read would be sent again by itself, before the own pending entries are read.)
 */
const failFast = {
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
  maxRetriesPerRequest: 0,
  connectTimeout: 2_000,
  disconnectTimeout: 500,
  keepAlive: 5_000,
  retryStrategy: (attempt) =>
    Math.min(50 * 2 ** Math.min(attempt, 10), 1_000) * (0.5 + Math.random()),
} as const satisfies RedisOptions;

const optionsByUse = {
  commands: { commandTimeout: commandTimeoutMs, socketTimeout: 2 * commandTimeoutMs },
  subscriber: { commandTimeout: commandTimeoutMs, socketTimeout: 2 * commandTimeoutMs },
  blocking: {
    blockingTimeout: longestBlockMs,
    blockingTimeoutGrace: blockGraceMs,
    socketTimeout: longestBlockMs + 2 * blockGraceMs,
  },
} as const satisfies Record<string, RedisOptions>;

/** Opens a connection that comes back by itself; `onError` hears why it is away. */
export function openConnection(
  url: string,
  use: keyof typeof optionsByUse,
  onError: (error: Error) => void,
): Redis {
  const redis = new Redis(url, {
    ...failFast,
    ...optionsByUse[use],
    connectionName: `touchstone-${use}`,
  });
  redis.on('error', onError);
  return redis;
}

/** Resolves to whether the connection is ready, at the latest after `timeoutMs` or on abort. */
export function whenReady(redis: Redis, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
  const isReady = redis.status === 'ready';
  if (isReady || signal?.aborted === true) return Promise.resolve(isReady);
  return new Promise((resolve) => {
    const settle = (): void => {
      clearTimeout(timer);
      redis.off('ready', settle);
      redis.off('end', settle);
      signal?.removeEventListener('abort', settle);
      resolve(redis.status === 'ready');
    };
    const timer = setTimeout(settle, timeoutMs);
    redis.once('ready', settle);
    redis.once('end', settle);
    signal?.addEventListener('abort', settle);
  });
}

/** Runs a command, or several, and turns what goes wrong into a MessagingError. */
export async function attempt<T>(what: string, command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (cause) {
    throw new MessagingError(`Redis did not ${what}`, { cause });
  }
}
