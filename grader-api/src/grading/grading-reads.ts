import type { GradingBundle, GradingSource } from '@touchstone/contracts';
import { readGradingBundle, readGradingSource } from '@touchstone/database';
import type { Database } from '@touchstone/database';
import { LRUCache } from 'lru-cache';

/** What a grader reads from the database. */
export interface GradingReads {
  source(submissionId: string): Promise<GradingSource | null>;
  bundle(hash: string): Promise<GradingBundle | null>;
}

type OnBundleRead = (outcome: 'hit' | 'miss') => void;

export function createGradingReads(
  { kysely }: Pick<Database, 'kysely'>,
  options: { cacheBytes: number; onRead: OnBundleRead },
): GradingReads {
  const bundle = cacheBundles((hash) => readGradingBundle(kysely, hash), options);
  return { source: (submissionId) => readGradingSource(kysely, submissionId), bundle };
}

/**
 * Caches bundles by their hash, in about `cacheBytes` of JSON. They are immutable, so the cache needs no
 * flush. Simultaneous calls for the same bundle share one read.
 */
export function cacheBundles(
  read: GradingReads['bundle'],
  { cacheBytes, onRead }: { cacheBytes: number; onRead: OnBundleRead },
): GradingReads['bundle'] {
  const cache = new LRUCache<string, GradingBundle>({
    maxSize: cacheBytes,
    sizeCalculation: (bundle) => JSON.stringify(bundle).length,
    fetchMethod: async (hash) => (await read(hash)) ?? undefined,
  });
  return async (hash) => {
    // A grading that shares a read waits for the database, too, and counts as a miss.
    onRead(cache.peek(hash) === undefined ? 'miss' : 'hit');
    return (await cache.fetch(hash)) ?? null;
  };
}
