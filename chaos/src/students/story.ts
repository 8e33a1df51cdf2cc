import type { Result } from '@touchstone/contracts';
import type { PlannedSubmission } from '../plan/plan-submissions.ts';

/** How a user learnt that the system has a submission. */
export type HowAccepted =
  /** By the answer to handing in: 202, and 200 with a result. */
  | 'accepted'
  | 'reused'
  /** The answer was lost: handing in again said 409 with its id, or the history had it. */
  | 'running'
  | 'found';

/** A result as somebody saw it; two gradings of one submission hardly agree in all of it. */
export interface SeenResult {
  readonly atMs: number;
  readonly submissionId: string;
  readonly verdict: Result['verdict'];
  /** Of the result but its texts. */
  readonly mark: string;
}

/** One submission that the system has, as its user came to know it. Times since 1970. */
export interface KnownSubmission {
  readonly id: string;
  readonly how: HowAccepted;
  /** When the user began to hand it in. */
  readonly handedInAtMs: number;
  told: {
    readonly atMs: number;
    /** `answer`: with the answer to handing in; `reconnect`: 204, then read. */
    readonly by: 'answer' | 'event' | 'reconnect';
    readonly verdict: Result['verdict'];
    /** The user's in the course, where it was said. */
    readonly points: number | null;
  } | null;
}

/** What became of one planned submission, from its user's side. */
export interface Story {
  readonly planned: PlannedSubmission;
  readonly userId: string;
  /** More than one when an earlier one ended as internal-error. */
  readonly submissions: KnownSubmission[];
  /** Tries that may have been accepted although no answer said so. */
  unanswered: number;
  readonly notes: { readonly atMs: number; readonly text: string }[];
}

export const markOf = (result: Result): string =>
  JSON.stringify([
    ...[result.verdict, result.correct, result.points],
    ...[result.wallMs, result.cpuMs, result.peakMemoryBytes],
    result.tests.map(({ outcome }) => outcome),
  ]);
