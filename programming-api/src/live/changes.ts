import type { SubmissionChanged } from '@touchstone/contracts';
import type { StoredSubmission } from '@touchstone/database';
import type { Messaging } from '@touchstone/messaging';
import { ListenersByKey } from './listeners-by-key.ts';
import type { RowReads } from './row-reads.ts';

type Listener = (stored: StoredSubmission) => void;

/** Changes of submissions, from all processes, to whoever listens in this one. */
export interface Changes {
  /** Each returns the function that ends the listening. */
  ofSubmission(submissionId: string, listener: Listener): () => void;
  ofUser(userId: string, listener: Listener): () => void;
  /** Any change at all: positions in the queue may have moved. */
  ofAny(listener: () => void): () => void;
  close(): void;
}

export function createChanges(deps: {
  rowReads: Pick<RowReads, 'submission'>;
  messaging: Pick<Messaging, 'submissionEvents'>;
  onError: (error: unknown) => void;
}): Changes {
  const bySubmission = new ListenersByKey<Listener>();
  const byUser = new ListenersByKey<Listener>();
  const ofAny = new Set<() => void>();

  const listenersTo = ({ submissionId, userId }: SubmissionChanged): Listener[] => [
    ...bySubmission.of(submissionId),
    ...byUser.of(userId),
  ];

  // The row is read once for all listeners, and not at all when there are none. Reads may
  // overtake each other: listeners go by the revision.
  const read = async (event: SubmissionChanged): Promise<void> => {
    const stored = await deps.rowReads.submission(event.submissionId);
    if (stored === null) return;
    for (const listener of listenersTo(event)) listener(stored);
  };

  const close = deps.messaging.submissionEvents.subscribe((event) => {
    for (const listener of ofAny) listener();
    if (listenersTo(event).length > 0) read(event).catch(deps.onError);
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
