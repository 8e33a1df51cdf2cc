import type { SubmissionEvents } from '@touchstone/contracts';
import type { SubmissionWithPoints } from '@touchstone/database';

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
    case 'superseded':
      return { status: 'superseded', revision, submission };
  }
}
