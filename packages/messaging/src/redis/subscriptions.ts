import { toError } from '@touchstone/runtime/errors';
import type { Redis } from 'ioredis';

/** How often the connection is pinged: a dead peer would go unnoticed. */
const heartbeatMs = 5_000;

export interface SubscriptionsOptions {
  /** A separate connection, not ready yet and without automatic resubscription. */
  readonly redis: Redis;
  readonly channels: readonly string[];
  readonly onMessage: (channel: string, message: string) => void;
  /** Called first, then alternately with `onDown`. */
  readonly onUp: () => void;
  readonly onDown: () => void;
  readonly onError: (error: Error) => void;
}

export interface Subscriptions {
  readonly isUp: boolean;
  close(): void;
}

/** Keeps the channels subscribed, and reports when messages may be missed. */
export function createSubscriptions(options: SubscriptionsOptions): Subscriptions {
  const { redis, channels, onMessage, onUp, onDown, onError } = options;
  let isUp = false;

  const goDown = (): void => {
    if (!isUp) return;
    isUp = false;
    onDown();
  };
  const reconnect = (error: unknown): void => {
    goDown();
    if (redis.status !== 'ready') return;
    onError(toError(error));
    redis.disconnect(true);
  };
  const subscribe = (): void => {
    redis.subscribe(...channels).then(() => {
      if (redis.status !== 'ready' || isUp) return;
      isUp = true;
      onUp();
    }, reconnect);
  };

  redis.on('message', onMessage);
  redis.on('ready', subscribe);
  redis.on('close', goDown);
  const heartbeat = setInterval(() => {
    if (isUp) redis.ping().catch(reconnect);
  }, heartbeatMs);

  return {
    get isUp() {
      return isUp;
    },
    close() {
      clearInterval(heartbeat);
      redis.disconnect();
    },
  };
}
