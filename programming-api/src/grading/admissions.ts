import {
  admitReceived,
  listAdmissible,
  type Admitted,
  type Database,
  type StoredSubmission,
} from '@touchstone/database';
import type { FastifyBaseLogger } from 'fastify';
import type { Doorbell } from './doorbell.ts';
import type { Graders } from './graders.ts';
import type { Announce } from '../live/announcements.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import type { Metrics } from '../metrics/metrics.ts';

/** Queues submissions that were received while another one of their user was ungraded. */
export interface Admissions {
  /** The user's next one; null if none may be admitted now. */
  next(userId: string): Promise<Admitted | null>;
  /** Those of all users. */
  sweep(): Promise<void>;
}

const pageSize = 500;

export function createAdmissions(deps: {
  database: Database;
  graders: Pick<Graders, 'reusable'>;
  announce: Announce;
  doorbell: Doorbell;
  rateLimits: Pick<RateLimits, 'isBeyond'>;
  metrics: Pick<Metrics, 'graded'>;
  log: FastifyBaseLogger;
}): Admissions {
  const { database, graders, announce, doorbell, rateLimits, metrics, log } = deps;
  const { kysely } = database;

  /**
   * Does nothing for a user beyond the usual limits: the sweeper adds the entry after some seconds, in which
   * newer programs take its place ungraded.
   */
  const ring = async (stored: StoredSubmission): Promise<void> => {
    const { userId } = stored;
    if (userId === null || !(await rateLimits.isBeyond(userId))) await doorbell.ring(stored);
  };

  const admit = async (id: string): Promise<Admitted | null> => {
    const admitted = await admitReceived(kysely, { id, serving: await graders.reusable() });
    if (admitted === null) return null;
    const { kind, stored } = admitted;
    log.info({ submissionId: id, requestId: stored.requestId, kind }, 'A submission was admitted');
    if (kind === 'reused') metrics.graded(stored.submission);
    void announce(stored);
    if (kind === 'queued') await ring(stored);
    return admitted;
  };

  return {
    async next(userId) {
      const [id] = await listAdmissible(kysely, { userId, limit: 1 });
      return id === undefined ? null : admit(id);
    },
    async sweep() {
      const ids = await listAdmissible(kysely, { limit: pageSize });
      for (const id of ids) await admit(id);
    },
  };
}
