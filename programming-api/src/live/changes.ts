import type { SubmissionChanged } from '@touchstone/contracts';
import type { StoredSubmission } from '@touchstone/database';
import type { Messaging } from '@touchstone/messaging';
import { ListenersByKey } from './listeners-by-key.ts';
import type { ReadRow } from './read-row.ts';
import { stateOf, type SubmissionState } from './submission-state.ts';

/** Changes of submissions, from all processes, to whoever listens in this one. */
export interface Changes {
  /** Each returns the function that ends the listening. */
  ofSubmission(submissionId: string, listener: (state: SubmissionState) => void): () => void;
  ofUser(userId: string, listener: (stored: StoredSubmission) => void): () => void;
  /** Any change at all: positions in the queue may have moved. */
  ofAny(listener: () => void): () => void;
  close(): void;
}

export function createChanges(deps: {
  readRow: ReadRow;
  messaging: Pick<Messaging, 'submissionEvents'>;
  onError: (error: unknown) => void;
}): Changes {
  const bySubmission = new ListenersByKey<(state: SubmissionState) => void>();
  const byUser = new ListenersByKey<(stored: StoredSubmission) => void>();
  const ofAny = new Set<() => void>();

  const tell = (submissionId: string, state: SubmissionState): void => {
    for (const listener of bySubmission.of(submissionId)) listener(state);
  };

  // The row is read once for all listeners. Reads may overtake each other: listeners go by the
  // revision.
  const read = async ({ submissionId, userId }: SubmissionChanged): Promise<void> => {
    const stored = await deps.readRow(submissionId);
    if (stored === null) return;
    tell(submissionId, stateOf(stored));
    if (userId === null) return;
    for (const listener of byUser.of(userId)) listener(stored);
  };

  const close = deps.messaging.submissionEvents.subscribe((event) => {
    const { submissionId, userId, status, attempt, revision } = event;
    for (const listener of ofAny) listener();
    // The event says all there is to say of the beginning of an attempt.
    if (status === 'grading') tell(submissionId, { status, attempt, revision });
    const isAsked = status !== 'grading' && bySubmission.has(submissionId);
    if (isAsked || (userId !== null && byUser.has(userId))) read(event).catch(deps.onError);
  });

  return {
    ofSubmission: (id, listener) => bySubmission.add(id, listener),
    ofUser: (id, listener) => byUser.add(id, listener),
    ofAny(listener) {
      ofAny.add(listener);
      return () => ofAny.delete(listener);
    },
    close,
  };
}
