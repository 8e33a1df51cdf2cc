import { within } from '@touchstone/service';

/** A count is good for so long; what this process adds meanwhile is added to it. */
const countAgeMs = 500;
const countTimeoutMs = 300;
const retryAfterSeconds = 10;

export interface QueueGauge {
  /** Seconds after which to try again when the queue is full, else null. */
  fullFor(): Promise<number | null>;
  added(): void;
}

/** Knows about how long the queue is. While it can't be counted it counts as not full. */
export function createQueueGauge(deps: {
  count: () => Promise<number>;
  limit: number;
  now?: () => number;
}): QueueGauge {
  const { count, limit, now = () => performance.now() } = deps;
  let counted: { length: Promise<number | null>; atMs: number } | null = null;
  let addedSince = 0;

  const recount = (): Promise<number | null> => {
    addedSince = 0;
    return within(count(), countTimeoutMs, 'Counting the queue').catch(() => null);
  };

  return {
    async fullFor() {
      if (counted === null || now() - counted.atMs > countAgeMs) {
        counted = { length: recount(), atMs: now() };
      }
      const length = await counted.length;
      return length !== null && length + addedSince >= limit ? retryAfterSeconds : null;
    },
    added() {
      addedSince++;
    },
  };
}
