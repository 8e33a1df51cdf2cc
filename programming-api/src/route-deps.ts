import type { Database } from '@touchstone/database';
import type { Messaging } from '@touchstone/messaging';
import type { TaggedCache } from './cache/tagged-cache.ts';
import type { Catalog } from './courses/catalog.ts';
import type { RateLimits } from './http/rate-limits.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { RightsReader } from './people/rights.ts';
import type { Sessions } from './sessions/sessions.ts';
import type { FreeDisk } from './storage/free-disk.ts';

/** What routes share; each takes only what it uses. */
export interface RouteDeps {
  readonly database: Database;
  readonly messaging: Messaging;
  readonly cache: TaggedCache;
  readonly sessions: Sessions;
  readonly rights: RightsReader;
  readonly catalog: Catalog;
  readonly rateLimits: RateLimits;
  readonly freeDisk: FreeDisk;
  readonly metrics: Metrics;
  /** The points that a user sees. */
  readonly readPoints: (userId: string) => Promise<number>;
}
