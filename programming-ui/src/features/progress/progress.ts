import type { Me, Submission, UserEvents } from '@touchstone/contracts';
import { writable, type Readable } from 'svelte/store';
import type { Client } from '../../api/client.ts';
import { openEventStream, type EventStream } from '../../api/event-stream.ts';
import type { Connectivity } from '../../browser/connectivity.ts';
import type { Session } from '../session/session.ts';

/** How far the user has come in the open course, kept in step with all tabs and devices. */
export interface ProgressTracker {
  /** Null until the server has told. */
  readonly me: Readable<Me | null>;
  /** Resolves as soon as the server has told who the user is. */
  known(): Promise<Me>;
  /** The ungraded submission, whichever page it was handed in on; null when none is known. */
  readonly inGrading: Readable<Submission | null>;
  /** False while the server does not tell of changes. */
  readonly connected: Readable<boolean>;
  /** Reads `/api/me` of a course (null: the first), and listens from then on. */
  open(course: string | null): Promise<Me>;
  refresh(): Promise<Me>;
  /** A result has come by the submission's own stream: counts it before the progress is told. */
  noteGraded(submission: Submission, points: number | null): void;
  /** Each change of a submission of the user's, whichever tab it came from. */
  onSubmission(listener: (submission: Submission) => void): () => void;
  /** The stream is open again after a break, in which submissions may have been missed. */
  onReopened(listener: () => void): () => void;
  /** The page is hidden: gives the connection back, since browsers allow six to a server. */
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
  const me = writable<Me | null>(null);
  const inGrading = writable<Submission | null>(null);
  const connected = writable(true);
  const listeners = new Set<(submission: Submission) => void>();
  const reopenListeners = new Set<() => void>();
  let everOpen = false;
  let course: string | null | undefined;
  /** Undefined until the server has told of the open course. */
  let eventsUrl: string | undefined;
  let stream: EventStream | null = null;
  let paused = false;
  /** Counts reads, so that a slow answer does not undo a newer one. */
  let reads = 0;

  async function refresh(): Promise<Me> {
    const read = ++reads;
    const answer = await session.run(() => client.me(course ?? undefined));
    if (read !== reads) return answer;
    me.set(answer);
    inGrading.update((known) => (known?.id === answer.submissionInGrading ? known : null));
    return answer;
  }

  function noteSubmission(submission: Submission): void {
    inGrading.update((known) => {
      if (submission.status !== 'graded') return submission;
      return known?.id === submission.id ? null : known;
    });
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
    if (paused || eventsUrl === undefined) return;
    stream ??= openEventStream<UserEvents>({
      url: eventsUrl,
      names: ['submission', 'progress'],
      EventSource: options.EventSource,
      connectivity: options.connectivity,
      onEvent(name, data) {
        if (name === 'submission') noteSubmission((data as UserEvents['submission']).submission);
        else me.update((known) => known && { ...known, ...(data as UserEvents['progress']) });
      },
      // The first event is the progress of now, and of submissions the ungraded one.
      onOpen() {
        connected.set(true);
        if (everOpen) for (const listener of reopenListeners) listener();
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
        const stop = me.subscribe((told) => {
          if (told === null) return;
          resolve(told);
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
        me.update((known) => known && { ...known, points: 0, completedAssignmentIds: [] });
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
      me.update((known) => {
        if (known === null || submission.result?.correct !== true) return known;
        const completed = new Set([...known.completedAssignmentIds, submission.assignmentId]);
        return {
          ...known,
          points: points ?? known.points,
          completedAssignmentIds: [...completed],
        };
      });
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
  course === null ? '/api/me/events' : `/api/me/events?course=${encodeURIComponent(course)}`;
