/**
 * Handing in, as a state machine for one assignment's page:
 *
 *   ready --handIn--> sending --200--------------------------> ready, result shown
 *                     sending --202--> queued <--> grading --> ready, result shown
 *                     sending --409--> queued | grading of the running one --by itself--> sending
 *                     sending --429, 5xx, no answer--> waiting --by itself--> sending
 *                     sending --any other answer--> refused --handIn--> sending
 *   sending, waiting, queued or grading of the running one --cancel--> ready
 *   ready --resume of what an earlier page was about to send--> sending
 *
 * `observe` brings in what other tabs hand in. Whatever happens, the code stays in the editor.
 */
import type { NewSubmission, Submission } from '@touchstone/contracts';
import { writable, type Readable } from 'svelte/store';
import { persist } from '../../api/persist.ts';
import type { Connectivity } from '../../browser/connectivity.ts';
import {
  runningSubmission,
  toRefusal,
  waitReason,
  type Refusal,
  type WaitReason,
} from './answers.ts';
import { findCodeFault } from './code-check.ts';
import { followSubmission } from './follow-submission.ts';
import type { KeptHandIn } from './kept-hand-in.ts';

export type HandInPhase =
  | { readonly kind: 'ready' }
  | { readonly kind: 'sending' }
  | { readonly kind: 'waiting'; readonly reason: WaitReason; readonly retryAtMs: number }
  /** `other`: an earlier submission of the user's is followed, not what was handed in here last. */
  | {
      readonly kind: 'queued';
      readonly position: number | null;
      readonly connected: boolean;
      readonly other: boolean;
    }
  | { readonly kind: 'grading'; readonly connected: boolean; readonly other: boolean }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What happened last that the phase no longer tells. */
type HandInNotice = 'submission-lost' | null;

export interface HandInState {
  readonly phase: HandInPhase;
  /** The newest graded submission of this assignment. */
  readonly shown: Submission | null;
  /** It was graded while the page looked on, so it may be celebrated and scrolled to. */
  readonly fresh: boolean;
  /** From handing in, on this page, to this result, whatever stood between; null when not handed in here. */
  readonly waitedMs: number | null;
  readonly notice: HandInNotice;
}

export interface HandIn {
  readonly state: Readable<HandInState>;
  /** Does nothing while one is under way. */
  handIn(code: string): void;
  /** Goes on with what this browser keeps as handed in; to be called once it is known what the server has. */
  resume: () => void;
  /** Gives up what has not reached the server. */
  cancel: () => void;
  /** A submission of this assignment as the server has it: shown, or followed when ungraded. */
  observe(submission: Submission, fresh: boolean): void;
  /** Another tab has changed what the browser keeps. */
  follow: (event: StorageEvent) => void;
  close(): void;
}

export interface HandInOptions {
  readonly assignmentId: string;
  readonly post: (body: NewSubmission) => Promise<Submission>;
  readonly read: (submissionId: string) => Promise<Submission>;
  readonly EventSource: typeof EventSource;
  readonly connectivity: Connectivity;
  readonly kept: KeptHandIn;
  /** A submission of this assignment, while the page looks on. */
  readonly onGraded: (submission: Submission, points: number | null) => void;
  readonly random?: () => number;
}

/** Server errors after which the student is told instead of asked to wait for ever. */
const maxFaults = 8;

export function createHandIn(options: HandInOptions): HandIn {
  const { kept } = options;
  let current: HandInState = {
    phase: { kind: 'ready' },
    shown: null,
    fresh: false,
    waitedMs: null,
    notice: null,
  };
  const state = writable(current);
  let sending: AbortController | null = null;
  let following: { submissionId: string; stop: () => void } | null = null;
  /** Refused while another submission is in grading; handed in when that one has ended. */
  let next: string | null = null;
  /** When the student handed in what has no result yet. */
  let askedAtMs: number | null = null;

  function change(part: Partial<HandInState>): void {
    current = { ...current, ...part };
    state.set(current);
  }

  function changeFollowed(part: { connected?: boolean }): void {
    const { phase } = current;
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
    const waitedMs = askedAtMs === null || next !== null ? null : performance.now() - askedAtMs;
    if (next === null) askedAtMs = null;
    change({
      phase: { kind: 'ready' },
      notice: null,
      ...(mine ? { shown: submission, fresh, waitedMs } : {}),
    });
    if (fresh && mine) options.onGraded(submission, points);
    sendNext();
  }

  function sendNext(): void {
    const code = next;
    next = null;
    if (code !== null) start(code);
  }

  function follow(submission: Submission, other: boolean): void {
    stopFollowing();
    const grading = submission.status === 'grading';
    change({
      phase: grading
        ? { kind: 'grading', connected: true, other }
        : { kind: 'queued', position: null, connected: true, other },
      notice: null,
    });
    const stop = followSubmission({
      submissionId: submission.id,
      EventSource: options.EventSource,
      connectivity: options.connectivity,
      read: options.read,
      onQueued: (position) =>
        change({ phase: { kind: 'queued', position, connected: true, other } }),
      onGrading: () => change({ phase: { kind: 'grading', connected: true, other } }),
      onGraded: (graded, points) => show(graded, points, true),
      onUnknown() {
        following = null;
        if (next === null) askedAtMs = null;
        change({ phase: { kind: 'ready' }, notice: 'submission-lost' });
        sendNext();
      },
      onConnection: (connected) => changeFollowed({ connected }),
    });
    following = { submissionId: submission.id, stop };
  }

  /** Follows the one in grading; it is this very one when only the answer to it was lost. */
  async function followRunning(submissionId: string, code: string): Promise<void> {
    const running = await options.read(submissionId);
    const same = running.assignmentId === options.assignmentId && running.code === code;
    if (same) kept.clear();
    else next = code;
    if (running.status === 'graded') show(running, null, true);
    else follow(running, !same);
  }

  async function send(code: string, signal: AbortSignal): Promise<void> {
    const submission = await persist(
      async () => {
        try {
          return await options.post({ assignmentId: options.assignmentId, code });
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
    kept.clear();
    if (submission.status === 'graded') show(submission, null, true);
    else follow(submission, false);
  }

  function start(code: string): void {
    const controller = new AbortController();
    sending = controller;
    kept.write(code);
    change({ phase: { kind: 'sending' }, notice: null });
    send(code, controller.signal).catch((error: unknown) => {
      if (controller.signal.aborted) return;
      kept.clear();
      change({ phase: { kind: 'refused', refusal: toRefusal(error) } });
    });
  }

  function isBusy(): boolean {
    return current.phase.kind !== 'ready' && current.phase.kind !== 'refused';
  }

  function cancel(): void {
    const { kind } = current.phase;
    if (kind !== 'sending' && kind !== 'waiting' && next === null) return;
    kept.clear();
    next = null;
    askedAtMs = null;
    sending?.abort();
    stopFollowing();
    change({ phase: { kind: 'ready' } });
  }

  return {
    state,
    handIn(code) {
      if (isBusy()) return;
      const fault = findCodeFault(code);
      if (fault !== null) {
        change({ phase: { kind: 'refused', refusal: { kind: fault } }, notice: null });
        return;
      }
      askedAtMs = performance.now();
      start(code);
    },
    resume() {
      const code = kept.read();
      if (code !== null && !isBusy()) start(code);
    },
    cancel,
    observe(submission, fresh) {
      const { phase, shown } = current;
      if (following?.submissionId === submission.id) {
        if (submission.status === 'graded') show(submission, null, true);
        return;
      }
      if (submission.assignmentId !== options.assignmentId) return;
      // The page that handed it in went away before the answer came.
      if (submission.status !== 'graded' && submission.code === kept.read()) kept.clear();
      if (phase.kind === 'sending' || phase.kind === 'waiting') return;
      if (shown?.id === submission.id) return;
      if (shown !== null && submission.createdAt < shown.createdAt) return;
      if (submission.status === 'graded') show(submission, null, fresh);
      else follow(submission, false);
    },
    follow(event) {
      if (current.phase.kind === 'waiting' && kept.isCleared(event)) cancel();
    },
    close() {
      next = null;
      sending?.abort();
      stopFollowing();
    },
  };
}
