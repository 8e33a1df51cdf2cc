/**
 * Handing in, as a state machine for one assignment's page:
 *
 *   ready --handIn--> sending --200--------------------------> ready, result shown
 *                     sending --202--> queued <--> grading --> ready, result shown
 *                     sending --202, held--> ready, the result is shown when it is released
 *                     queued, grading --handIn near a deadline--> sending
 *                     queued --replaced by a newer one--> following of the newest, or ready
 *                     sending --409--> queued | grading of the running one --graded--> sending
 *                     sending --429, 5xx, no answer--> waiting --retry--> sending
 *                     sending --any other answer--> refused --handIn--> sending
 *   sending, waiting, queued or grading of the running one --cancel--> ready
 *   ready --resume of what an earlier page was about to send--> sending
 *
 * `observe` passes in what other tabs hand in. The code stays in the editor in all cases.
 */
import { hasEnded, type NewSubmission, type Submission } from '@touchstone/contracts';
import { persist } from '../../api/persist.ts';
import type { Connectivity } from '../../browser/connectivity.ts';
import { isRegraded } from '../history/is-regraded.ts';
import { programText, readProgramText } from '../program/program.ts';
import { createStateStore, type ReadableState } from '../../stores/state-store.ts';
import {
  runningSubmission,
  toRefusal,
  waitReason,
  type Refusal,
  type WaitReason,
} from './answers.ts';
import { findCodeFault } from './code-check.ts';
import { followSubmission } from './follow-submission.ts';
import type { SavedHandIn } from './saved-hand-in.ts';

/** Where a submission waits, and about how long; null while that is not known. */
export interface QueuePlace {
  readonly position: number | null;
  /** Older servers do not tell it. */
  readonly seconds?: number | null | undefined;
}

export type HandInPhase =
  | { readonly kind: 'ready' }
  | { readonly kind: 'sending' }
  | { readonly kind: 'waiting'; readonly reason: WaitReason; readonly retryAtMs: number }
  /** `other`: this follows an earlier submission of the user's, not the latest one from this page. */
  | ({
      readonly kind: 'queued';
      readonly receivedAt: string;
      readonly connected: boolean;
      readonly other: boolean;
    } & QueuePlace)
  | {
      readonly kind: 'grading';
      readonly receivedAt: string;
      readonly connected: boolean;
      readonly other: boolean;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** An event that the phase no longer shows. */
type HandInNotice = 'submission-lost' | null;

export interface HandInState {
  readonly phase: HandInPhase;
  /** The newest graded submission of this assignment, or one whose verdict is held back. */
  readonly shown: Submission | null;
  /** It was graded while this page was open, so it may be celebrated and scrolled to. */
  readonly fresh: boolean;
  readonly notice: HandInNotice;
}

export interface HandIn {
  readonly state: ReadableState<HandInState>;
  /**
   * `code` is the program as one text (program.ts). Does nothing while a submission is under way, except near a
   * deadline, once the server has that one.
   */
  handIn(code: string): void;
  /** Continues an unsent submission of this browser. Called once the server's latest one is known. */
  resume: () => void;
  /** Drops what has not reached the server. */
  cancel: () => void;
  /** A submission from the server: shown, or followed when ungraded. */
  observe(submission: Submission, fresh: boolean): void;
  /** Another tab has changed the browser's storage. */
  follow: (event: StorageEvent) => void;
  close(): void;
}

export interface HandInOptions {
  readonly assignmentId: string;
  readonly post: (body: NewSubmission) => Promise<Submission>;
  readonly read: (submissionId: string) => Promise<Submission>;
  /** The user's newest submission of this assignment; null without one. */
  readonly readLatest: () => Promise<Submission | null>;
  readonly EventSource: typeof EventSource;
  readonly connectivity: Connectivity;
  /** Whether another one is accepted while one is ungraded, since a deadline is near. */
  readonly mayReplace: () => boolean;
  readonly saved: SavedHandIn;
  /** A submission of this assignment was graded while this page is open. */
  readonly onGraded: (submission: Submission, points: number | null) => void;
  readonly random?: () => number;
}

/** After this many server errors the student gets an error instead of further retries. */
const maxFaults = 8;

/** Its result is there, or held back: there is nothing to follow. */
const isShown = ({ status }: Submission): boolean => status === 'graded' || status === 'held';

/** Whether a submission was handed in before another one for the same assignment. */
const isBefore = (one: Submission, other?: Submission): boolean =>
  one.assignmentId === other?.assignmentId && one.createdAt < other.createdAt;

export function createHandIn(options: HandInOptions): HandIn {
  const { saved } = options;
  const state = createStateStore<HandInState>({
    phase: { kind: 'ready' },
    shown: null,
    fresh: false,
    notice: null,
  });
  const { change } = state;
  let sending: AbortController | null = null;
  let following: { submission: Submission; stop: () => void } | null = null;
  /** An earlier one is ungraded while this one is sent. */
  let earlier = false;
  /** Refused while another submission is ungraded; handed in when that one is graded. */
  let next: string | null = null;
  const closing = new AbortController();

  function changeFollowed(part: { connected?: boolean }): void {
    const { phase } = state.current;
    if (phase.kind === 'queued' || phase.kind === 'grading')
      change({ phase: { ...phase, ...part } });
  }

  function stopFollowing(): void {
    following?.stop();
    following = null;
  }

  function show(submission: Submission, points: number | null, fresh: boolean): void {
    stopFollowing();
    const mine = submission.assignmentId === options.assignmentId;
    change({
      phase: { kind: 'ready' },
      notice: null,
      ...(mine ? { shown: submission, fresh } : {}),
    });
    if (fresh && mine) options.onGraded(submission, points);
    sendNext();
  }

  /** What was held back. */
  function showReleased(submission: Submission): void {
    if (submission.status === 'graded') show(submission, null, true);
    else if (!isShown(submission) && !hasEnded(submission)) follow(submission, false);
  }

  /** The result of an earlier one, beside what is under way. */
  function showBeside(submission: Submission, fresh: boolean): void {
    change({ shown: submission, fresh });
    if (fresh) options.onGraded(submission, null);
  }

  function sendNext(): void {
    const code = next;
    next = null;
    if (code !== null) start(code);
  }

  function follow(submission: Submission, other: boolean): void {
    stopFollowing();
    const common = { receivedAt: submission.createdAt, connected: true, other };
    const grading: HandInPhase = { kind: 'grading', ...common };
    const queued = (place: QueuePlace): HandInPhase => ({ kind: 'queued', ...place, ...common });
    change({
      phase: submission.status === 'grading' ? grading : queued({ position: null, seconds: null }),
      notice: null,
    });
    const stop = followSubmission({
      submissionId: submission.id,
      EventSource: options.EventSource,
      connectivity: options.connectivity,
      read: options.read,
      onQueued: (place) => change({ phase: queued(place) }),
      onGrading: () => change({ phase: grading }),
      onGraded: (graded, points) => show(graded, points, true),
      onSuperseded: followNewest,
      onUnknown() {
        following = null;
        change({ phase: { kind: 'ready' }, notice: 'submission-lost' });
        sendNext();
      },
      onConnection: (connected) => changeFollowed({ connected }),
    });
    following = { submission, stop };
  }

  /** After the followed one was replaced, in another tab or on another device. */
  function followNewest(): void {
    stopFollowing();
    change({ phase: { kind: 'ready' } });
    if (next !== null) {
      sendNext();
      return;
    }
    persist(options.readLatest, {
      connectivity: options.connectivity,
      signal: closing.signal,
      onWait: () => undefined,
    })
      .then((newest) => {
        if (newest !== null) observe(newest, true);
      })
      // What other tabs hand in is observed, too.
      .catch(() => undefined);
  }

  /** Follows the ungraded submission. It is the same one if only the answer to it was lost. */
  async function followRunning(submissionId: string, code: string): Promise<void> {
    const running = await options.read(submissionId);
    const same = running.assignmentId === options.assignmentId && programText(running) === code;
    if (same) saved.clear();
    else next = code;
    if (isShown(running)) show(running, null, true);
    else follow(running, !same);
  }

  async function send(code: string, signal: AbortSignal): Promise<void> {
    const submission = await persist(
      async () => {
        try {
          return await options.post({
            assignmentId: options.assignmentId,
            ...readProgramText(code),
          });
        } catch (error) {
          const running = runningSubmission(error);
          if (running === null) throw error;
          if (!signal.aborted) await followRunning(running, code);
          return null;
        }
      },
      {
        connectivity: options.connectivity,
        signal,
        maxFaults,
        ...(options.random === undefined ? {} : { random: options.random }),
        onTry: () => change({ phase: { kind: 'sending' } }),
        onWait: ({ error, retryAtMs }) =>
          change({
            phase: {
              kind: 'waiting',
              reason: waitReason(error, options.connectivity.isOnline()),
              retryAtMs,
            },
          }),
      },
    );
    if (signal.aborted || submission === null) return;
    saved.clear();
    if (isShown(submission)) show(submission, null, true);
    else follow(submission, false);
  }

  function start(code: string): void {
    const controller = new AbortController();
    sending = controller;
    earlier = following !== null;
    stopFollowing();
    saved.write(code);
    change({ phase: { kind: 'sending' }, notice: null });
    send(code, controller.signal).catch((error: unknown) => {
      if (controller.signal.aborted) return;
      saved.clear();
      change({ phase: { kind: 'refused', refusal: toRefusal(error) } });
    });
  }

  function isBusy(): boolean {
    const { kind } = state.current.phase;
    return kind !== 'ready' && kind !== 'refused';
  }

  function mayReplace(): boolean {
    const { phase } = state.current;
    const isFollowing = phase.kind === 'queued' || phase.kind === 'grading';
    return isFollowing && !phase.other && options.mayReplace();
  }

  function cancel(): void {
    const { kind } = state.current.phase;
    if (kind !== 'sending' && kind !== 'waiting' && next === null) return;
    saved.clear();
    next = null;
    sending?.abort();
    stopFollowing();
    change({ phase: { kind: 'ready' } });
    if (earlier) followNewest();
  }

  function observe(submission: Submission, fresh: boolean): void {
    const { phase, shown } = state.current;
    if (following?.submission.id === submission.id) {
      if (isShown(submission)) show(submission, null, true);
      if (submission.status === 'superseded') followNewest();
      return;
    }
    if (submission.assignmentId !== options.assignmentId) return;
    // The page that handed it in was closed before the answer came.
    if (!hasEnded(submission) && programText(submission) === saved.read()) saved.clear();
    const isSending = phase.kind === 'sending' || phase.kind === 'waiting';
    if (isSending && !earlier) return;
    if (shown?.id === submission.id) {
      if (shown.status === 'held') showReleased(submission);
      else if (isRegraded(shown, submission)) change({ shown: submission, fresh: false });
      return;
    }
    if (shown !== null && submission.createdAt < shown.createdAt) return;
    const isNew = fresh && submission.regradedAt === null;
    const beside = isSending || isBefore(submission, following?.submission);
    if (isShown(submission)) {
      if (beside) showBeside(submission, isNew);
      else show(submission, null, isNew);
    } else if (!beside && !hasEnded(submission)) follow(submission, false);
  }

  return {
    state,
    handIn(code) {
      if (isBusy() && !mayReplace()) return;
      const refusal = findCodeFault(readProgramText(code));
      if (refusal !== null) {
        change({ phase: { kind: 'refused', refusal }, notice: null });
        return;
      }
      start(code);
    },
    resume() {
      const code = saved.read();
      if (code === null) return;
      if (!isBusy() || mayReplace()) start(code);
      else if (following !== null) {
        next = code;
        follow(following.submission, true);
      }
    },
    cancel,
    observe,
    follow(event) {
      if (state.current.phase.kind === 'waiting' && saved.isCleared(event)) cancel();
    },
    close() {
      next = null;
      closing.abort();
      sending?.abort();
      stopFollowing();
    },
  };
}
