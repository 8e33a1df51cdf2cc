import { userCacheTag } from '@touchstone/contracts';
import type { StoredSubmission } from '@touchstone/database';
import type { Messaging } from '@touchstone/messaging';
import type { FastifyBaseLogger } from 'fastify';
import type { TaggedCache } from '../cache/tagged-cache.ts';

/**
 * Notifies all processes that a submission's row has changed, after the commit. Never rejects: the
 * row is stored, and event streams that miss the message read it at the next heartbeat.
 */
export type Announce = (stored: StoredSubmission) => Promise<void>;

export function createAnnounce(deps: {
  messaging: Pick<Messaging, 'submissionEvents'>;
  cache: Pick<TaggedCache, 'flush'>;
  log: FastifyBaseLogger;
}): Announce {
  const { submissionEvents } = deps.messaging;
  return async ({ submission, userId, revision, attempt, requestId }) => {
    const { id: submissionId, status } = submission;
    // The other processes do the same when they receive it (cache/flushed-cache.ts).
    if (status === 'graded' && userId !== null) deps.cache.flush([userCacheTag(userId)]);
    try {
      await submissionEvents.publish({ submissionId, userId, revision, status, attempt });
    } catch (error) {
      deps.log.warn({ err: error, requestId, submissionId }, 'A change could not be announced');
    }
  };
}
