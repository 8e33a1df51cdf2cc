import type { Submission, SubmissionEvents } from '@touchstone/contracts';
import type { SubmissionWithPoints } from '@touchstone/database';
import { holdBack } from '../courses/held-back.ts';

/** A submission's state as event streams send it. The higher revision is the newer state. */
export type SubmissionState = { readonly revision: number } & (
  | {
      readonly status: 'queued';
      /** The submission whose position counts: this one or its leader. */
      readonly waitingId: string;
    }
  | ({ readonly status: 'grading' } & SubmissionEvents['grading'])
  | ({ readonly status: 'graded' } & SubmissionEvents['graded'])
  | ({ readonly status: 'superseded' } & SubmissionEvents['superseded'])
  | ({ readonly status: 'held' } & SubmissionEvents['held'])
);

/**
 * The state of a submission whose verdict is held back. Its revision is always the same, and older than any other,
 * since the event's id would tell of the grading.
 */
export const heldState = (submission: Submission): SubmissionState => ({
  status: 'held',
  revision: 0,
  submission: holdBack(submission),
});

export function stateOf(stored: SubmissionWithPoints): SubmissionState {
  const { submission, revision, attempt, points } = stored;
  switch (submission.status) {
    case 'queued':
      return { status: 'queued', revision, waitingId: stored.leaderId ?? submission.id };
    case 'grading':
      return { status: 'grading', revision, attempt };
    case 'graded':
      return { status: 'graded', revision, submission, points };
    case 'superseded':
      return { status: 'superseded', revision, submission };
    case 'held':
      return heldState(submission);
  }
}
