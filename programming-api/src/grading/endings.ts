import { giveUp, type Database, type Ended, type Followers } from '@touchstone/database';
import type { FastifyBaseLogger } from 'fastify';
import type { Metrics } from '../health/metrics.ts';
import type { Announce } from '../live/announcements.ts';
import type { Doorbell } from '../submissions/doorbell.ts';

/** What follows the end of a submission, after its commit. Nothing of it fails. */
export interface Endings {
  /** Tells of the result, to all who shared it. */
  tell(ended: Ended): Promise<void>;
  tellFollowers(followers: Followers): Promise<void>;
  /**
   * Ends a submission that has lost as many attempts as it may as internal-error, unless another
   * process or a late result was quicker.
   */
  giveUp(submissionId: string): Promise<void>;
}

export function createEndings(deps: {
  database: Database;
  announce: Announce;
  doorbell: Doorbell;
  metrics: Metrics;
  log: FastifyBaseLogger;
  attemptLimit: number;
}): Endings {
  const { database, announce, doorbell, metrics, log, attemptLimit } = deps;

  const tellFollowers = async ({ changed, promoted }: Followers): Promise<void> => {
    await Promise.all([
      ...changed.map(announce),
      ...(promoted === null ? [] : [doorbell.ring(promoted)]),
    ]);
  };
  const tell = async ({ stored, followers }: Ended): Promise<void> => {
    const { result } = stored.submission;
    if (result !== null) metrics.graded(result.verdict);
    await Promise.all([announce(stored), tellFollowers(followers)]);
  };

  return {
    tell,
    tellFollowers,
    async giveUp(submissionId) {
      const given = { submissionId, lostLimit: attemptLimit };
      const ended = await giveUp(database.kysely, given);
      if (ended === null) return;
      metrics.swept('given-up', 1);
      const { submission, attempt, requestId } = ended.stored;
      const { assignmentId } = submission;
      log.error(
        { requestId, submissionId, assignmentId, attempts: attempt, lostAttempts: attemptLimit },
        'A submission was given up: graders died while they ran it',
      );
      await tell(ended);
    },
  };
}
