import { userCacheTag } from '@touchstone/contracts';
import type { StoredSubmission } from '@touchstone/database';
import type { Messaging } from '@touchstone/messaging';
import type { FastifyBaseLogger } from 'fastify';

/**
 * Tells all processes that a submission's row has changed, after the commit. Never rejects: what
 * is stored is stored, and whoever misses the message reads the row at the next heartbeat.
 */
export type Announce = (stored: StoredSubmission) => Promise<void>;

export function createAnnounce(deps: {
  messaging: Pick<Messaging, 'cacheFlushes' | 'submissionEvents'>;
  log: FastifyBaseLogger;
}): Announce {
  const { cacheFlushes, submissionEvents } = deps.messaging;
  return async ({ submission, userId, revision }) => {
    const submissionId = submission.id;
    try {
      // The flush goes first: who hears of the result and asks for the progress gets the new one.
      if (submission.status === 'graded') await cacheFlushes.flush([userCacheTag(userId)]);
      await submissionEvents.publish({ submissionId, userId, revision });
    } catch (error) {
      deps.log.warn({ err: error, submissionId }, 'A change could not be announced');
    }
  };
}
