import { backOffMs, jitter } from '@touchstone/runtime/waiting';
import { Redis, type RedisOptions } from 'ioredis';
import { MessagingError } from '../port.ts';
import type { ScriptedRedis, Scripts } from './scripts.ts';

/** Time limit of each call on the command connection. */
const commandTimeoutMs = 1_000;

/** Longest single BLOCK; `take` repeats it until its own wait is over. */
export const maxBlockMs = 5_000;

/** How late the answer to a BLOCK may be before the connection counts as dead. */
export const blockGraceMs = 1_000;

/**
 * Connections neither queue commands while Redis is unavailable nor send a command twice: it fails
 * immediately or when its connection is lost, and the caller decides whether to repeat it.
 * (`maxRetriesPerRequest: 0` makes ioredis reject on the loss; with null it would send a blocked read
 * again before the consumer has read its own pending entries.)
 */
const failFast = {
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
  maxRetriesPerRequest: 0,
  connectTimeout: 2_000,
  disconnectTimeout: 500,
  keepAlive: 5_000,
  retryStrategy: (times) => jitter(backOffMs(times, { firstMs: 50, maxMs: 1_500 })),
} as const satisfies RedisOptions;

const optionsByUse = {
  commands: { commandTimeout: commandTimeoutMs, socketTimeout: 2 * commandTimeoutMs },
  subscriber: { commandTimeout: commandTimeoutMs, socketTimeout: 2 * commandTimeoutMs },
  blocking: {
    blockingTimeout: maxBlockMs,
    blockingTimeoutGrace: blockGraceMs,
    socketTimeout: maxBlockMs + 2 * blockGraceMs,
  },
} as const satisfies Record<string, RedisOptions>;

/** Opens a connection that reconnects automatically; `onError` receives the reasons. */
export function openConnection(
  url: string,
  use: keyof typeof optionsByUse,
  scripts: Scripts,
  onError: (error: Error) => void,
): ScriptedRedis {
  const redis = new Redis(url, {
    ...failFast,
    ...optionsByUse[use],
    connectionName: `touchstone-${use}`,
    scripts,
  });
  redis.on('error', onError);
  return redis as ScriptedRedis;
}

/** Resolves to whether the connection is ready: as soon as it is, after `timeoutMs`, or on abort. */
export function whenReady(redis: Redis, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
  const isReady = redis.status === 'ready';
  if (isReady || signal?.aborted === true) return Promise.resolve(isReady);
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      redis.off('ready', finish);
      redis.off('end', finish);
      signal?.removeEventListener('abort', finish);
      resolve(redis.status === 'ready');
    };
    const timer = setTimeout(finish, timeoutMs);
    redis.once('ready', finish);
    redis.once('end', finish);
    signal?.addEventListener('abort', finish);
  });
}

/** Runs commands, and turns an error into a MessagingError. */
export async function translateErrors<T>(what: string, command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (cause) {
    throw new MessagingError(`Redis did not ${what}`, { cause });
  }
}
