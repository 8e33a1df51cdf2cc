import {
  addressOf,
  hasEnded,
  type Me,
  type Submission,
  type UserEvents,
} from '@touchstone/contracts';
import type { Readable } from 'svelte/store';
import type { Client } from '../../api/client.ts';
import { openEventStream, type EventStream } from '../../api/event-stream.ts';
import type { Connectivity } from '../../browser/connectivity.ts';
import { createStateStore, type ReadableState } from '../../stores/state-store.ts';
import type { Session } from '../session/session.ts';

/** The user's progress in the open course, synchronised with all tabs and devices. */
export interface ProgressTracker {
  /** Null until the server has answered. */
  readonly me: ReadableState<Me | null>;
  /** Resolves once the user is known. */
  known(): Promise<Me>;
  /** The user's ungraded submission, from any page; null when none is known. */
  readonly inGrading: Readable<Submission | null>;
  /** False while the event stream is interrupted. */
  readonly connected: Readable<boolean>;
  /** Reads `/api/me` for a course (null: the first), then follows its event stream. */
  open(course: string | null): Promise<Me>;
  refresh(): Promise<Me>;
  /** A result has arrived on the submission's own stream: counts it before the progress event arrives. */
  noteGraded(submission: Submission, points: number | null): void;
  /** Each change of the user's submissions, from any tab. */
  onSubmission(listener: (submission: Submission) => void): () => void;
  /**
   * The stream is open again after an interruption, during which changes may have been missed; or verdicts that
   * were held back may have been released.
   */
  onReopened(listener: () => void): () => void;
  /** The page is hidden: closes the connection, since browsers allow six to a server. */
  pause(): void;
  resume(): void;
}

export interface ProgressTrackerOptions {
  readonly client: Pick<Client, 'me'>;
  readonly session: Pick<Session, 'run'>;
  readonly connectivity: Connectivity;
  readonly EventSource: typeof EventSource;
}

export function createProgressTracker(options: ProgressTrackerOptions): ProgressTracker {
  const { client, session } = options;
  const me = createStateStore<Me | null>(null);
  const inGrading = createStateStore<Submission | null>(null);
  const connected = createStateStore(true);
  const listeners = new Set<(submission: Submission) => void>();
  const reopenListeners = new Set<() => void>();
  let everOpen = false;
  let course: string | null | undefined;
  /** Undefined until the server has answered for the open course. */
  let eventsUrl: string | undefined;
  let stream: EventStream | null = null;
  let paused = false;
  /** Counts reads, so that a slow answer does not replace a newer one. */
  let reads = 0;

  function changeMe(part: Partial<Me>): void {
    if (me.current !== null) me.change(part);
  }

  async function refresh(): Promise<Me> {
    const read = ++reads;
    const answer = await session.run(() => client.me(course ?? undefined));
    if (read !== reads) return answer;
    me.set(answer);
    if (inGrading.current?.id !== answer.submissionInGrading) inGrading.set(null);
    return answer;
  }

  function noteSubmission(submission: Submission): void {
    const { id, assignmentId } = submission;
    const tried = me.current?.triedAssignmentIds ?? [];
    if (!tried.includes(assignmentId)) changeMe({ triedAssignmentIds: [...tried, assignmentId] });
    if (!hasEnded(submission) && submission.status !== 'held') {
      inGrading.set(submission);
      changeMe({ submissionInGrading: id });
    } else {
      if (inGrading.current?.id === id) inGrading.set(null);
      if (me.current?.submissionInGrading === id) changeMe({ submissionInGrading: null });
    }
    for (const listener of listeners) listener(submission);
  }

  function missed(): void {
    for (const listener of reopenListeners) listener();
  }

  function listen(): void {
    if (paused || eventsUrl === undefined) return;
    stream ??= openEventStream<UserEvents>({
      url: eventsUrl,
      EventSource: options.EventSource,
      connectivity: options.connectivity,
      on: {
        submission: ({ submission }) => noteSubmission(submission),
        progress: (now) => changeMe({ overriddenPoints: undefined, ...now }),
        held: missed,
      },
      // The first events are the current progress and the ungraded submission.
      onOpen() {
        connected.set(true);
        if (everOpen) missed();
        everOpen = true;
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

  function stopListening(): void {
    stream?.close();
    stream = null;
    connected.set(true);
  }

  return {
    me,
    known: () =>
      new Promise((resolve) => {
        const stop = me.subscribe((user) => {
          if (user === null) return;
          resolve(user);
          queueMicrotask(() => stop());
        });
      }),
    inGrading,
    connected,
    async open(slug) {
      if (slug !== course) {
        course = slug;
        eventsUrl = undefined;
        everOpen = false;
        stopListening();
        changeMe({ points: 0, completedAssignmentIds: [] });
      }
      const answer = await refresh();
      if (slug === course) {
        eventsUrl = eventsPath(slug);
        listen();
      }
      return answer;
    },
    refresh,
    noteGraded(submission, points) {
      noteSubmission(submission);
      const known = me.current;
      if (known === null || submission.result?.correct !== true) return;
      const completed = new Set([...known.completedAssignmentIds, submission.assignmentId]);
      me.change({ points: points ?? known.points, completedAssignmentIds: [...completed] });
    },
    onSubmission(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onReopened(listener) {
      reopenListeners.add(listener);
      return () => reopenListeners.delete(listener);
    },
    pause() {
      paused = true;
      stopListening();
    },
    resume() {
      paused = false;
      listen();
    },
  };
}

const eventsPath = (course: string | null): string =>
  addressOf('GET /api/me/events', { course: course ?? undefined });
