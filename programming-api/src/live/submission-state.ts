import type { SubmissionEvents } from '@touchstone/contracts';
import type { SubmissionWithPoints } from '@touchstone/database';

/** What an event stream tells of a submission; of two states the one with the higher revision is newer. */
export type SubmissionState = { readonly revision: number } & (
  | {
      readonly status: 'queued';
      /** Whose place in the queue it waits at: its own or its leader's. */
      readonly waitingId: string;
    }
  | ({ readonly status: 'grading' } & SubmissionEvents['grading'])
  | ({ readonly status: 'graded' } & SubmissionEvents['graded'])
);

export function stateOf(stored: SubmissionWithPoints): SubmissionState {
  const { submission, revision, attempt, points } = stored;
  switch (submission.status) {
    case 'queued':
      return { status: 'queued', revision, waitingId: stored.leaderId ?? submission.id };
    case 'grading':
      return { status: 'grading', revision, attempt };
    case 'graded':
      return { status: 'graded', revision, submission, points };
  }
}
