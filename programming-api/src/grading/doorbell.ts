import type { StoredSubmission } from '@touchstone/database';
import type { Messaging } from '@touchstone/messaging';
import type { FastifyBaseLogger } from 'fastify';

/** Wakes a grader for a submission that was queued, after the commit. */
export interface Doorbell {
  /** Takes at most a second, and never rejects: the sweeper adds a missing entry. */
  ring(stored: StoredSubmission): Promise<void>;
}

export function createDoorbell(deps: {
  messaging: Pick<Messaging, 'stream'>;
  log: FastifyBaseLogger;
}): Doorbell {
  return {
    async ring({ submission, attempt, requestId }) {
      const { id: submissionId, assignmentId } = submission;
      try {
        await deps.messaging.stream.add({
          submissionId,
          assignmentId,
          attempt,
          ...(requestId !== undefined && { requestId }),
        });
        deps.log.debug({ requestId, submissionId }, 'A stream entry was added');
      } catch (error) {
        deps.log.warn(
          { err: error, requestId, submissionId },
          'No stream entry yet; the sweeper will add it',
        );
      }
    },
  };
}
