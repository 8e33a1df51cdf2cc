import { coursesCacheTag, userCacheTag, type SubmissionChanged } from '@touchstone/contracts';
import type { StoredSubmission } from '@touchstone/database';
import type { Messaging } from '@touchstone/messaging';
import { ListenersByKey } from './listeners-by-key.ts';
import type { ReadRow } from './read-row.ts';
import { stateOf, type SubmissionState } from './submission-state.ts';

/** Passes changes of submissions, from all processes, to listeners in this one. */
export interface Changes {
  /** Each returns the function that removes the listener. */
  ofSubmission(submissionId: string, listener: (state: SubmissionState) => void): () => void;
  ofUser(userId: string, listener: (stored: StoredSubmission) => void): () => void;
  /** What is stored of the user was changed otherwise, such as by a teacher who gave points. */
  ofUserData(userId: string, listener: () => void): () => void;
  /** Any change at all: positions in the queue may have moved. */
  ofAny(listener: () => void): () => void;
  /** Courses, dates or releases. */
  ofCourses(listener: () => void): () => void;
  close(): void;
}

export function createChanges(deps: {
  readRow: ReadRow;
  messaging: Pick<Messaging, 'cacheFlushes' | 'submissionEvents'>;
  onError: (error: unknown) => void;
}): Changes {
  const bySubmission = new ListenersByKey<(state: SubmissionState) => void>();
  const byUser = new ListenersByKey<(stored: StoredSubmission) => void>();
  const byUserTag = new ListenersByKey<() => void>();
  const ofAny = new Set<() => void>();
  const ofCourses = new Set<() => void>();

  const notify = (submissionId: string, state: SubmissionState): void => {
    for (const listener of bySubmission.of(submissionId)) listener(state);
  };

  // The row is read once for all listeners. Reads may finish in any order: listeners compare
  // revisions.
  const read = async ({ submissionId, userId }: SubmissionChanged): Promise<void> => {
    const stored = await deps.readRow(submissionId);
    if (stored === null) return;
    notify(submissionId, stateOf(stored));
    if (userId === null) return;
    for (const listener of byUser.of(userId)) listener(stored);
  };

  // The cache has subscribed before and is flushed: listeners read what is stored now.
  const endFlushes = deps.messaging.cacheFlushes.subscribe({
    onFlush(tags) {
      if (tags.includes(coursesCacheTag)) for (const listener of ofCourses) listener();
      for (const listener of tags.flatMap((tag) => byUserTag.of(tag))) listener();
    },
    // Each heartbeat then reads it again.
    onLost: () => undefined,
    onRestored: () => undefined,
  });
  const endEvents = deps.messaging.submissionEvents.subscribe((event) => {
    const { submissionId, userId, status, attempt, revision } = event;
    for (const listener of ofAny) listener();
    // For the start of an attempt, the event has everything; no read is needed.
    if (status === 'grading') notify(submissionId, { status, attempt, revision });
    const isWatched = status !== 'grading' && bySubmission.has(submissionId);
    if (isWatched || (userId !== null && byUser.has(userId))) read(event).catch(deps.onError);
  });

  return {
    ofSubmission: (id, listener) => bySubmission.add(id, listener),
    ofUser: (id, listener) => byUser.add(id, listener),
    ofUserData: (id, listener) => byUserTag.add(userCacheTag(id), listener),
    ofAny(listener) {
      ofAny.add(listener);
      return () => ofAny.delete(listener);
    },
    ofCourses(listener) {
      ofCourses.add(listener);
      return () => ofCourses.delete(listener);
    },
    close() {
      endEvents();
      endFlushes();
    },
  };
}
