import type { Readable } from 'svelte/store';
import type { DownloadProgress } from '../../python/download.ts';
import { replayMessages } from '../../replay-messages.ts';
import { createStateStore } from '../../stores/state-store.ts';
import { readTestMessage } from '../results/judge-text.ts';
import type { ReplayRequest } from '../results/replay-request.ts';
import { preparePython } from '../run/prepare-python.ts';
import type { RunLoader } from '../run/run-loader.ts';
import { recordReplay, ReplayNotRecorded } from './record-replay.ts';
import type { Trace } from './trace.ts';

type RecordingState =
  /** Progress is null unless Python is being downloaded. */
  | { readonly kind: 'recording'; readonly progress: DownloadProgress | null }
  | { readonly kind: 'failed'; readonly message: string }
  /** `differs` says how the outcome is another one than before; '' if it is the same. */
  | { readonly kind: 'recorded'; readonly trace: Trace; readonly differs: string };

interface Recording {
  readonly state: Readable<RecordingState>;
  start: () => void;
  close: () => void;
}

/** The longest that a recording of a run waits for the server. */
const serverWaitMs = 2_000;

/** Runs the program of a request again in the page, with Python's tracing. */
export function createRecording(
  request: ReplayRequest,
  runLoader: Pick<RunLoader, 'load'>,
): Recording {
  const state = createStateStore<RecordingState>({ kind: 'recording', progress: null });
  let stop = (): void => undefined;
  let closed = false;

  async function record(): Promise<Trace> {
    const page = await runLoader.load();
    if (page === null) throw new Error('The code for running programs could not be loaded');
    const { interpreter, examples } = await preparePython(page.sources, {
      needsExamples: request.test !== null,
      serverWaitMs,
      onProgress(progress) {
        if (!closed) state.set({ kind: 'recording', progress });
      },
    });
    if (closed) {
      interpreter.end();
      throw new Error('The replay was closed');
    }
    state.set({ kind: 'recording', progress: null });
    const recording = recordReplay({
      interpreter,
      files: request.files,
      examples,
      of: request.test === null ? { typed: request.typed } : { test: request.test.name },
    });
    stop = recording.stop;
    return recording.trace;
  }

  async function start(): Promise<void> {
    state.set({ kind: 'recording', progress: null });
    try {
      const trace = await record();
      if (!closed) state.set({ kind: 'recorded', trace, differs: difference(request, trace) });
    } catch (error) {
      const reason = error instanceof ReplayNotRecorded ? error.reason : 'unavailable';
      if (!closed && reason !== 'stopped')
        state.set({ kind: 'failed', message: replayMessages.failed[reason] });
    }
  }

  return {
    state,
    start: () => void start(),
    close() {
      closed = true;
      stop();
    },
  };
}

/** How the outcome of the recorded test differs from that of the request; '' if it does not. */
export function difference(
  { test, outcomeFrom }: Pick<ReplayRequest, 'test' | 'outcomeFrom'>,
  { outcome }: Trace,
): string {
  if (test === null || outcome === null || outcomeFrom === null) return '';
  const text = replayMessages.differs;
  const onServer = outcomeFrom === 'server';
  const passed = test.outcome === 'passed';
  if (passed && !outcome.passed) return onServer ? text.passedThere : text.passedBefore;
  if (!passed && outcome.passed) return onServer ? text.failedThere : text.failedBefore;
  if (passed || reasonOf(test.message) === reasonOf(outcome.message)) return '';
  return onServer ? text.otherMessage : text.otherMessageBefore;
}

/** Without Python's own words, which differ between its versions. */
const reasonOf = (message: string | null): string =>
  message === null ? '' : readTestMessage(message).paragraphs.join('\n');
