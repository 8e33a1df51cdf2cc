import type { Messaging } from '@touchstone/messaging';
import { TaggedCache, type TaggedCacheOptions } from './tagged-cache.ts';

export interface FlushedCache {
  readonly cache: TaggedCache;
  close(): void;
}

/** A cache that obeys the flushes of all processes. */
export function createFlushedCache(
  messaging: Pick<Messaging, 'cacheFlushes'>,
  options: TaggedCacheOptions,
): FlushedCache {
  const cache = new TaggedCache(options);
  const unsubscribe = messaging.cacheFlushes.subscribe({
    onFlush: (tags) => cache.flush(tags),
    onLost: () => cache.bypass(),
    onRestored: () => cache.resume(),
  });
  return {
    cache,
    close() {
      unsubscribe();
      cache.bypass();
    },
  };
}
