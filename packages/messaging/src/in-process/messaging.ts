import { createHandlers } from '../handlers.ts';
import { createInProcessCounters } from './counters.ts';
import { InProcessStream } from './stream.ts';
import { MessagingError } from '../port.ts';
import type { CacheFlushHandler, Messaging, SubmissionEvents } from '../port.ts';

export interface InProcessMessagingOptions {
  /** Receives what handlers throw. */
  readonly onError?: (error: Error) => void;
}

/** Messaging within one process. Entries are lost when it ends: the sweeper adds them again. */
export function createInProcessMessaging(options: InProcessMessagingOptions = {}): Messaging {
  const onError = options.onError ?? ((): void => undefined);
  const stream = new InProcessStream();
  const changedHandlers = createHandlers<Parameters<SubmissionEvents['subscribe']>[0]>(onError);
  const flushHandlers = createHandlers<CacheFlushHandler>(onError);
  let closed = false;

  const whileOpen = (act: () => void): Promise<void> => {
    if (closed) return Promise.reject(new MessagingError('Messaging is closed'));
    act();
    return Promise.resolve();
  };

  return {
    stream,
    counters: createInProcessCounters(),
    submissionEvents: {
      publish: (event) => whileOpen(() => changedHandlers.each((handler) => handler(event))),
      subscribe: (handler) => changedHandlers.add(handler),
    },
    cacheFlushes: {
      flush: (tags) => whileOpen(() => flushHandlers.each((handler) => handler.onFlush(tags))),
      subscribe: (handler) => flushHandlers.add(handler),
    },
    ping: () => whileOpen(() => undefined),
    close() {
      closed = true;
      stream.close();
      return Promise.resolve();
    },
  };
}
