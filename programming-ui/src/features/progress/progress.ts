import type { Me, Submission, UserEvents } from '@touchstone/contracts';
import { get, writable, type Readable } from 'svelte/store';
import type { Client } from '../../api/client.ts';
import { openEventStream, type EventStream } from '../../api/event-stream.ts';
import type { Connectivity } from '../../browser/connectivity.ts';
import type { Session } from '../session/session.ts';

/** How far the user has come in the open course, kept in step with all tabs and devices. */
export interface ProgressTracker {
  /** Null until the server has told. */
  readonly me: Readable<Me | null>;
  /** False while the server does not tell of changes. */
  readonly connected: Readable<boolean>;
  /** Reads `/api/me` of a course (null: the first), and listens from then on. */
  open(course: string | null): Promise<Me>;
  refresh(): Promise<Me>;
  /** A result has come by the submission's own stream: counts it before `/api/me` is read again. */
  noteGraded(submission: Submission, points: number | null): void;
  /** Each change of a submission of the user's, whichever tab it came from. */
  onSubmission(listener: (submission: Submission) => void): () => void;
  /** The page is hidden: gives the connection back, since browsers allow six to a server. */
  pause(): void;
  resume(): void;
}

export interface ProgressTrackerOptions {
  readonly client: Pick<Client, 'me'>;
  readonly session: Session;
  readonly connectivity: Connectivity;
  readonly EventSource: typeof EventSource;
}

export function createProgressTracker(options: ProgressTrackerOptions): ProgressTracker {
  const { client, session } = options;
  const me = writable<Me | null>(null);
  const connected = writable(true);
  const listeners = new Set<(submission: Submission) => void>();
  let course: string | null | undefined;
  let stream: EventStream | null = null;
  /** Counts reads, so that a slow answer does not undo a newer one. */
  let reads = 0;

  async function refresh(): Promise<Me> {
    const read = ++reads;
    const answer = await session.run(() => client.me(course ?? undefined));
    if (read === reads) me.set(answer);
    return answer;
  }

  function noteSubmission(submission: Submission): void {
    me.update((known) => {
      if (known === null) return known;
      if (submission.status !== 'graded') return { ...known, submissionInGrading: submission.id };
      return known.submissionInGrading === submission.id
        ? { ...known, submissionInGrading: null }
        : known;
    });
    for (const listener of listeners) listener(submission);
  }

  function listen(): void {
    stream ??= openEventStream<UserEvents>({
      url: '/api/me/events',
      names: ['submission', 'progress'],
      EventSource: options.EventSource,
      connectivity: options.connectivity,
      onEvent(name, data) {
        if (name === 'submission') noteSubmission((data as UserEvents['submission']).submission);
        // The event does not say which course it is of, so the open one is read again.
        else void refresh().catch(() => undefined);
      },
      onOpen() {
        connected.set(true);
        void refresh().catch(() => undefined);
      },
      onLost: () => {
        connected.set(false);
      },
      async onRefused() {
        await refresh();
        return 'again';
      },
    });
  }

  return {
    me,
    connected,
    async open(slug) {
      if (slug !== course) {
        course = slug;
        me.update((known) => known && { ...known, points: 0, completedAssignmentIds: [] });
      }
      const answer = await refresh();
      listen();
      return answer;
    },
    refresh,
    noteGraded(submission, points) {
      noteSubmission(submission);
      me.update((known) => {
        if (known === null || submission.result?.correct !== true) return known;
        const completed = new Set([...known.completedAssignmentIds, submission.assignmentId]);
        return {
          ...known,
          points: points ?? known.points,
          completedAssignmentIds: [...completed],
        };
      });
      void refresh().catch(() => undefined);
    },
    onSubmission(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    pause() {
      stream?.close();
      stream = null;
    },
    resume() {
      if (course !== undefined && get(me) !== null) listen();
    },
  };
}
