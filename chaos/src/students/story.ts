import type { Result } from '@touchstone/contracts';
import type { PlannedSubmission } from '../plan/plan-submissions.ts';

/** How a user found out that the system has a submission. */
export type HowAccepted =
  /** By the answer to the request: 202, or 200 with a result. */
  | 'accepted'
  | 'reused'
  /** The answer was lost: a retry got 409 with the id, or it was in the history. */
  | 'running'
  | 'found';

/** A result as a user received it. */
export interface SeenResult {
  readonly atMs: number;
  readonly submissionId: string;
  readonly verdict: Result['verdict'];
  /** Identifies a grading: two gradings of one submission hardly ever have the same mark. */
  readonly mark: string;
}

/** A submission that the system has, as its user knows it. Times since 1970. */
export interface KnownSubmission {
  readonly id: string;
  readonly how: HowAccepted;
  /** When the user started to submit it. */
  readonly handedInAtMs: number;
  /** When the user knew that the system has it. */
  readonly acceptedAtMs: number;
  received: {
    readonly atMs: number;
    /** `answer`: with the answer to the request; `reconnect`: read after a 204. */
    readonly by: 'answer' | 'event' | 'reconnect';
    readonly verdict: Result['verdict'];
    /** The user's points in the course; null if they were not sent. */
    readonly points: number | null;
  } | null;
}

/** What happened to a planned submission, from its user's view. */
export interface Story {
  readonly planned: PlannedSubmission;
  readonly userId: string;
  /** More than one if an earlier one ended as internal-error. */
  readonly submissions: KnownSubmission[];
  /** Requests without an answer, which may have been accepted. */
  unanswered: number;
  readonly notes: { readonly atMs: number; readonly text: string }[];
}

export const markOf = (result: Result): string =>
  JSON.stringify([
    ...[result.verdict, result.correct, result.points],
    ...[result.wallMs, result.cpuMs, result.peakMemoryBytes],
    result.tests.map(({ outcome }) => outcome),
  ]);
