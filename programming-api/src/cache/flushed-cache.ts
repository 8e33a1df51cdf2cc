import { userCacheTag } from '@touchstone/contracts';
import type { Messaging } from '@touchstone/messaging';
import { TaggedCache, type TaggedCacheOptions } from './tagged-cache.ts';

export interface FlushedCache {
  readonly cache: TaggedCache;
  close(): void;
}

/**
 * A cache that obeys the flushes of all processes. It must subscribe before event streams do, so that
 * a client that is notified of a result and then reads its progress gets the new one.
 */
export function createFlushedCache(
  messaging: Pick<Messaging, 'cacheFlushes' | 'submissionEvents'>,
  options: TaggedCacheOptions,
): FlushedCache {
  const cache = new TaggedCache(options);
  const endEvents = messaging.submissionEvents.subscribe(({ status, userId }) => {
    if (status === 'graded' && userId !== null) cache.flush([userCacheTag(userId)]);
  });
  const endFlushes = messaging.cacheFlushes.subscribe({
    onFlush: (tags) => cache.flush(tags),
    onLost: () => cache.bypass(),
    onRestored: () => cache.resume(),
  });
  return {
    cache,
    close() {
      endEvents();
      endFlushes();
      cache.bypass();
    },
  };
}
