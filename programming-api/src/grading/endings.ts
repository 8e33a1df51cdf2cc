import { giveUp, type Database, type Ended, type Followers } from '@touchstone/database';
import type { FastifyBaseLogger } from 'fastify';
import type { Metrics } from '../metrics/metrics.ts';
import type { Announce } from '../live/announcements.ts';
import type { Admissions } from './admissions.ts';
import type { VerdictTimes } from './verdict-times.ts';
import type { Doorbell } from './doorbell.ts';

/** What happens after the end of a submission is committed. */
export interface Endings {
  /** Announces the result to its owner and the owners of its followers; never rejects. */
  announceEnd(ended: Ended): Promise<void>;
  announceFollowers(followers: Followers): Promise<void>;
  /**
   * Ends a submission that has lost the maximum number of attempts as internal-error, unless another
   * process or a late result was first.
   */
  giveUp(submissionId: string): Promise<void>;
}

export function createEndings(deps: {
  database: Database;
  announce: Announce;
  doorbell: Doorbell;
  metrics: Metrics;
  verdictTimes: Pick<VerdictTimes, 'graded'>;
  admissions: Pick<Admissions, 'next'>;
  log: FastifyBaseLogger;
  attemptLimit: number;
}): Endings {
  const { database, announce, doorbell, metrics, verdictTimes } = deps;
  const { admissions, log, attemptLimit } = deps;

  const announceFollowers = async ({ changed, promoted }: Followers): Promise<void> => {
    for (const { submission } of changed) {
      metrics.graded(submission);
      verdictTimes.graded(submission);
    }
    await Promise.all([
      ...changed.map(announce),
      ...(promoted === null ? [] : [doorbell.ring(promoted)]),
    ]);
  };
  const announceEnd = async ({ stored, followers, hasReceived }: Ended): Promise<void> => {
    const { result } = stored.submission;
    if (result !== null) metrics.resultStored(result.verdict);
    metrics.graded(stored.submission);
    verdictTimes.graded(stored.submission);
    await Promise.all([announce(stored), announceFollowers(followers)]);
    if (!hasReceived || stored.userId === null) return;
    // The sweeper admits those of followers' users, and this one if it fails.
    await admissions.next(stored.userId).catch((error: unknown) => {
      const { id: submissionId } = stored.submission;
      log.warn(
        { err: error, submissionId },
        'The next submission of the user waits for the sweeper',
      );
    });
  };

  return {
    announceEnd,
    announceFollowers,
    async giveUp(submissionId) {
      const ended = await giveUp(database.kysely, { submissionId, lostLimit: attemptLimit });
      if (ended === null) return;
      metrics.swept('given-up', 1);
      const { submission, attempt, requestId } = ended.stored;
      const { assignmentId } = submission;
      log.error(
        { requestId, submissionId, assignmentId, attempts: attempt, lostAttempts: attemptLimit },
        'A submission was given up: graders died while they ran it',
      );
      await announceEnd(ended);
    },
  };
}
