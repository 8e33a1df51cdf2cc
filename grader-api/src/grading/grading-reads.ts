import type { GradingBundle } from '@touchstone/contracts';
import { readGradingBundle, readGradingSource } from '@touchstone/database';
import type { Database, GradingSource } from '@touchstone/database';
import { LRUCache } from 'lru-cache';

/** All that a grader reads of the database. */
export interface GradingReads {
  source(submissionId: string): Promise<GradingSource | null>;
  bundle(hash: string): Promise<GradingBundle | null>;
}

export function createGradingReads(
  { kysely }: Pick<Database, 'kysely'>,
  options: { cacheBytes: number },
): GradingReads {
  const bundle = keepBundles((hash) => readGradingBundle(kysely, hash), options.cacheBytes);
  return { source: (submissionId) => readGradingSource(kysely, submissionId), bundle };
}

/**
 * Keeps bundles by their hash, in about `cacheBytes` of JSON. They are immutable and need no
 * flush. Of several who want the same one at once, one reads it.
 */
export function keepBundles(
  read: GradingReads['bundle'],
  cacheBytes: number,
): GradingReads['bundle'] {
  const kept = new LRUCache<string, GradingBundle>({
    maxSize: cacheBytes,
    sizeCalculation: (bundle) => JSON.stringify(bundle).length,
    fetchMethod: async (hash) => (await read(hash)) ?? undefined,
  });
  return async (hash) => (await kept.fetch(hash)) ?? null;
}
