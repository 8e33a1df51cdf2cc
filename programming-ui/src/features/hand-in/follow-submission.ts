import { addressOf, type Submission, type SubmissionEvents } from '@touchstone/contracts';
import { openEventStream } from '../../api/event-stream.ts';
import { ProblemError } from '../../api/problem.ts';
import type { Connectivity } from '../../browser/connectivity.ts';

export interface FollowOptions {
  readonly submissionId: string;
  readonly EventSource: typeof EventSource;
  readonly connectivity: Connectivity;
  readonly read: (submissionId: string) => Promise<Submission>;
  readonly onQueued: (place: SubmissionEvents['queued']) => void;
  readonly onGrading: () => void;
  /** The last call, also when the verdict is held back. `points` are the user's in the course; null if unknown. */
  readonly onGraded: (submission: Submission, points: number | null) => void;
  /** The last call: the user has handed in a newer one, which is graded instead. */
  readonly onSuperseded: () => void;
  /** The last call: the server does not have this submission (its data is gone). */
  readonly onUnknown: () => void;
  readonly onConnection: (connected: boolean) => void;
}

/** How often to read the submission by an ordinary call, in case the stream stays silent. */
const pollEveryMs = 20_000;

/**
 * Follows one submission to its end: by its event stream, which reconnects, and by polling, in case
 * the stream stays silent. Returns how to stop.
 */
export function followSubmission(options: FollowOptions): () => void {
  const { submissionId } = options;
  let ended = false;

  function end(last?: () => void): void {
    if (ended) return;
    ended = true;
    clearInterval(poll);
    stream.close();
    last?.();
  }

  let reading = false;
  async function readOnce(): Promise<void> {
    // A call may wait long for a session.
    if (reading) return;
    reading = true;
    try {
      const submission = await options.read(submissionId);
      if (submission.status === 'graded' || submission.status === 'held')
        end(() => options.onGraded(submission, null));
      if (submission.status === 'superseded') end(options.onSuperseded);
    } catch (error) {
      if (error instanceof ProblemError && error.status === 404) end(options.onUnknown);
    } finally {
      reading = false;
    }
  }

  const stream = openEventStream<SubmissionEvents>({
    url: addressOf('GET /api/submissions/:id/events', { id: submissionId }),
    EventSource: options.EventSource,
    connectivity: options.connectivity,
    on: {
      queued: options.onQueued,
      grading: () => options.onGrading(),
      graded: ({ submission, points }) => end(() => options.onGraded(submission, points)),
      superseded: () => end(options.onSuperseded),
      held: ({ submission }) => end(() => options.onGraded(submission, null)),
    },
    onOpen: () => options.onConnection(true),
    onLost: () => options.onConnection(false),
    // 204: it has ended. Any other answer is transient, or the reading fails, too.
    async onRefused() {
      await readOnce();
      return 'again';
    },
  });
  const poll = setInterval(() => void readOnce(), pollEveryMs);

  return () => end();
}
