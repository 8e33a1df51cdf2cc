import { cacheFlushSchema, submissionChangedSchema } from '@touchstone/contracts';
import type { SubmissionChanged } from '@touchstone/contracts';
import type { Redis } from 'ioredis';
import { createHandlers } from '../handlers.ts';
import { MessagingError } from '../port.ts';
import type { CacheFlushes, CacheFlushHandler, SubmissionEvents } from '../port.ts';
import { translateErrors } from './connection.ts';
import { createSubscriptions, type Subscriptions } from './subscriptions.ts';

export interface RedisPubSubOptions {
  readonly commands: Redis;
  /** Opens the connection that receives messages. */
  readonly openSubscriber: () => Redis;
  readonly keyPrefix: string;
  readonly onError: (error: Error) => void;
}

export interface RedisPubSub {
  readonly submissionEvents: SubmissionEvents;
  readonly cacheFlushes: CacheFlushes;
  close(): void;
}

export function createRedisPubSub(options: RedisPubSubOptions): RedisPubSub {
  const { commands, openSubscriber, keyPrefix, onError } = options;
  const changedChannel = `${keyPrefix}:submission-changed`;
  const flushChannel = `${keyPrefix}:cache-flush`;
  const changedHandlers = createHandlers<(event: SubmissionChanged) => void>(onError);
  const flushHandlers = createHandlers<CacheFlushHandler>(onError);

  const publish = async (channel: string, message: unknown): Promise<void> => {
    await translateErrors('publish', () => commands.publish(channel, JSON.stringify(message)));
  };
  const receive = (channel: string, message: string): void => {
    try {
      const value: unknown = JSON.parse(message);
      if (channel === changedChannel) {
        const event = submissionChangedSchema.parse(value);
        changedHandlers.each((handler) => handler(event));
      } else {
        const { tags } = cacheFlushSchema.parse(value);
        flushHandlers.each((handler) => handler.onFlush(tags));
      }
    } catch (cause) {
      onError(new MessagingError(`A message on ${channel} is malformed`, { cause }));
    }
  };
  let subscriptions: Subscriptions | null = null;
  /** Subscribes for the first handler: graders have none, and need no messages. */
  const listen = (): Subscriptions =>
    (subscriptions ??= createSubscriptions({
      redis: openSubscriber(),
      channels: [changedChannel, flushChannel],
      onMessage: receive,
      onUp: () => flushHandlers.each((handler) => handler.onRestored()),
      onDown: () => flushHandlers.each((handler) => handler.onLost()),
      onError,
    }));

  return {
    submissionEvents: {
      publish: (event) => publish(changedChannel, event),
      subscribe(handler) {
        listen();
        return changedHandlers.add(handler);
      },
    },
    cacheFlushes: {
      flush(tags) {
        flushHandlers.each((handler) => handler.onFlush(tags));
        return publish(flushChannel, { tags });
      },
      subscribe(handler) {
        const { isUp } = listen();
        const end = flushHandlers.add(handler);
        if (!isUp) handler.onLost();
        return end;
      },
    },
    close: () => subscriptions?.close(),
  };
}
