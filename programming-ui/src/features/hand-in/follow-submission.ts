import type { Submission, SubmissionEvents } from '@touchstone/contracts';
import { openEventStream } from '../../api/event-stream.ts';
import { ProblemError } from '../../api/problem.ts';
import type { Connectivity } from '../../browser/connectivity.ts';

export interface FollowOptions {
  readonly submissionId: string;
  readonly EventSource: typeof EventSource;
  readonly connectivity: Connectivity;
  readonly read: (submissionId: string) => Promise<Submission>;
  readonly onQueued: (position: number) => void;
  readonly onGrading: () => void;
  /** The last call. `points` are the user's in the course, null when not told. */
  readonly onGraded: (submission: Submission, points: number | null) => void;
  /** The last call: the server does not know this submission (its data are gone). */
  readonly onUnknown: () => void;
  readonly onConnection: (connected: boolean) => void;
}

/** Longest silence before the submission is read by an ordinary call. */
const silenceMs = 20_000;

/**
 * Follows one submission to its result: by its event stream, which resumes after breaks, and, when
 * that stays silent, by reading it. Returns how to stop.
 */
export function followSubmission(options: FollowOptions): () => void {
  const { submissionId } = options;
  let ended = false;

  function end(last?: () => void): void {
    if (ended) return;
    ended = true;
    clearInterval(watch);
    stream.close();
    last?.();
  }

  let reading = false;
  async function readOnce(): Promise<void> {
    // It may wait long for a session.
    if (reading) return;
    reading = true;
    try {
      const submission = await options.read(submissionId);
      if (submission.status === 'graded') end(() => options.onGraded(submission, null));
    } catch (error) {
      if (error instanceof ProblemError && error.status === 404) end(options.onUnknown);
    } finally {
      reading = false;
    }
  }

  const stream = openEventStream<SubmissionEvents>({
    url: `/api/submissions/${submissionId}/events`,
    names: ['queued', 'grading', 'graded'],
    EventSource: options.EventSource,
    connectivity: options.connectivity,
    onEvent(name, data) {
      options.onConnection(true);
      if (name === 'queued') options.onQueued((data as SubmissionEvents['queued']).position);
      else if (name === 'grading') options.onGrading();
      else {
        const graded = data as SubmissionEvents['graded'];
        end(() => options.onGraded(graded.submission, graded.points));
      }
    },
    onOpen: () => options.onConnection(true),
    onLost: () => options.onConnection(false),
    // 204 says that the result is there; anything else passes, or shows in the reading too.
    async onRefused() {
      await readOnce();
      return 'again';
    },
  });
  const watch = setInterval(() => void readOnce(), silenceMs);

  return () => end();
}
