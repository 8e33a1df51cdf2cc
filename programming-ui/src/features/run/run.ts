/**
 * Running a program in the browser, as a state machine for one assignment's page:
 *
 *   ready --run, tryExamples--> loading --Python started--> running | trying
 *                               loading --failure--> unavailable --run--> loading
 *                               loading --stop--> ready, while the download continues
 *   running --input()--> asking --answer--> running
 *   running, asking --stop--> stopping --the program stops--> ready, with the prompt
 *                             stopping --three seconds pass--> ready, without Python
 *   running --the program ends--> ready, with the prompt --evaluate--> running
 *   trying --verdict, time limit or stop--> ready; an earlier run keeps its prompt
 *
 * Each run and each trial of the examples gets a new Python; a run's stays for its prompt until the
 * next run.
 */
import type { Readable } from 'svelte/store';
import type { DownloadProgress } from '../../python/download.ts';
import type { Interpreter } from '../../python/interpreters.ts';
import type {
  Ending,
  Job,
  NewerSyntax,
  PythonVersion,
  WorkerMessage,
} from '../../python/protocol.ts';
import { createStateStore } from '../../stores/state-store.ts';
import type { ProgramFiles } from '../program/program.ts';
import { workbenchMessages } from '../../workbench-messages.ts';
import type { Console } from './console.ts';
import type { ExamplesOutcome } from './examples-outcome.ts';
import { judgeExamples } from './judge-examples.ts';
import { programOf } from './program-of.ts';
import { preparePython, type PythonSources } from './prepare-python.ts';

type RunPhase =
  | { readonly kind: 'ready' | 'running' | 'asking' | 'trying' | 'stopping' | 'unavailable' }
  /** Null until something has been received. */
  | { readonly kind: 'loading'; readonly progress: DownloadProgress | null };

/** A prompt for a new statement, or for the next line of one. */
export type Prompt = 'new' | 'continued';

/** A program that has run, and the lines that it has read. */
interface RanProgram {
  readonly files: ProgramFiles;
  readonly typed: readonly string[];
}

interface RunState {
  readonly phase: RunPhase;
  /** The latest program; null before the first run. */
  readonly ran: RanProgram | null;
  /** Null when there is no program to inspect. */
  readonly prompt: Prompt | null;
  readonly examples: ExamplesOutcome | null;
  /** The program with which the examples were tried. */
  readonly triedFiles: ProgramFiles;
  /** Syntax in the latest program that the grader's Python does not support. */
  readonly newerSyntax: readonly NewerSyntax[];
  readonly browserPython: PythonVersion | null;
  /** Such as `3.11.2`; null while it is not known. */
  readonly graderPython: string | null;
}

export interface RunOptions extends PythonSources {
  readonly console: Console;
  /** How long a program may take to stop. A busy machine needs more than a second for it. */
  readonly stopWithinMs?: number;
  /** The longest that a run waits for the server. */
  readonly serverWaitMs?: number;
}

export interface Run {
  readonly state: Readable<RunState>;
  /** `typed` is for browsers where input() cannot wait. Does nothing while something runs. */
  readonly run: (files: ProgramFiles, typed: readonly string[]) => void;
  readonly tryExamples: (files: ProgramFiles) => void;
  readonly evaluate: (source: string) => void;
  /** The answer to input(); null is the end of the input. */
  readonly answer: (line: string | null) => void;
  readonly stop: () => void;
  readonly close: () => void;
}

/** The page's own texts in the console. */
const texts = workbenchMessages.run;
const maxTailCharacters = 500;
const endOfInput = /^EOFError\b[^\n]*\s*$/m;

const nothing: RunState = {
  phase: { kind: 'ready' },
  ran: null,
  prompt: null,
  examples: null,
  triedFiles: [],
  newerSyntax: [],
  browserPython: null,
  graderPython: null,
};

export function createRun(options: RunOptions): Run {
  const { console, stopWithinMs = 3_000, serverWaitMs = 2_000 } = options;
  const state = createStateStore(nothing);
  const { change } = state;
  /** The program that ran last, which the prompt inspects. */
  let session: Interpreter | null = null;
  /** The last text printed to stderr. */
  let errorTail = '';
  /** The program has printed something. */
  let printed = false;
  let stopTrying: (() => void) | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts starts, so that one that was stopped while loading does not continue. */
  let starts = 0;

  console.onShown(() => session?.noteShown());

  const enter = (kind: Exclude<RunPhase['kind'], 'loading'>) => change({ phase: { kind } });
  const isBusy = () => {
    const { kind } = state.current.phase;
    return kind !== 'ready' && kind !== 'unavailable';
  };

  /** Null when stopped, or when Python or needed examples are not available. */
  async function prepare(needsExamples: boolean) {
    const start = ++starts;
    change({ phase: { kind: 'loading', progress: null } });
    const onProgress = (progress: DownloadProgress) => {
      if (start === starts) change({ phase: { kind: 'loading', progress } });
    };
    try {
      const prepared = await preparePython(
        { ...options, graderPython: learnGraderPython },
        { needsExamples, serverWaitMs, onProgress },
      );
      if (start !== starts) {
        prepared.interpreter.end();
        return null;
      }
      change({ browserPython: prepared.interpreter.version });
      return prepared;
    } catch {
      if (start === starts) enter('unavailable');
      return null;
    }
  }

  /** The prompt's statements may read lines, too; these are not the program's. */
  function noteTyped(line: string): void {
    const { ran, prompt } = state.current;
    if (ran !== null && prompt === null) change({ ran: { ...ran, typed: [...ran.typed, line] } });
  }

  /** It is shown even when it arrives late. */
  async function learnGraderPython(): Promise<string | null> {
    const graderPython = await options.graderPython();
    change({ graderPython });
    return graderPython;
  }

  function endSession(): void {
    session?.end();
    session = null;
    change({ prompt: null });
  }

  async function run(files: ProgramFiles, typed: readonly string[]): Promise<void> {
    endSession();
    change({ examples: null, newerSyntax: [] });
    console.clear();
    printed = false;
    const prepared = await prepare(false);
    if (prepared === null) return;
    const { interpreter, examples, grader } = prepared;
    session = interpreter;
    interpreter.onMessage = take;
    if (examples === null) console.append('note', texts.filesMissing);
    change({ ran: { files, typed: [] } });
    enter('running');
    const job: Job = {
      ...programOf(files),
      files: examples?.files ?? [],
      testFiles: [],
      cases: [],
    };
    interpreter.send({ kind: 'run', job, grader, typed });
  }

  function take(message: WorkerMessage): void {
    switch (message.kind) {
      case 'output':
        console.append(message.stream, message.text);
        printed = true;
        if (message.stream === 'stderr')
          errorTail = (errorTail + message.text).slice(-maxTailCharacters);
        return;
      case 'took':
        console.append('typed', `${message.line}\n`);
        noteTyped(message.line);
        return;
      case 'newer-syntax':
        change({ newerSyntax: message.found });
        return;
      case 'asks':
        console.flush();
        if (state.current.phase.kind === 'running') enter('asking');
        return;
      case 'ended':
        ended(message.ending);
        return;
      case 'failed':
        lose(texts.crashed);
        return;
      case 'ready':
      case 'snapshot':
      case 'frame':
      case 'trace':
    }
  }

  function ended({ how, sentence, call }: Ending): void {
    clearTimeout(timer);
    if (how === 'interrupted') console.append('note', texts.stopped);
    if (sentence !== null) {
      const ranOut = !options.interpreters.shares && endOfInput.test(errorTail);
      console.append('sentence', ranOut ? texts.noMoreInput : sentence);
    }
    errorTail = '';
    if (how === 'done' && state.current.prompt === null)
      console.append('note', call && !printed ? texts.printedNothing(call) : texts.done);
    console.flush();
    change({ phase: { kind: 'ready' }, prompt: how === 'incomplete' ? 'continued' : 'new' });
  }

  /** Python has stopped, and the program's variables are lost. */
  function lose(note: string): void {
    clearTimeout(timer);
    endSession();
    console.append('note', note);
    console.flush();
    enter('ready');
  }

  async function tryExamples(files: ProgramFiles): Promise<void> {
    change({ examples: null, triedFiles: files, newerSyntax: [] });
    const prepared = await prepare(true);
    if (prepared === null || prepared.examples === null) return;
    const { interpreter, examples, grader } = prepared;
    enter('trying');
    stopTrying = judgeExamples({
      interpreter,
      examples,
      files,
      grader,
      onNewerSyntax: (newerSyntax) => change({ newerSyntax }),
      onProgress: (outcome) => change({ examples: outcome }),
      onEnd(outcome) {
        stopTrying = null;
        change({ phase: { kind: 'ready' }, examples: outcome });
      },
    });
  }

  function stopProgram(): void {
    if (session === null) return;
    enter('stopping');
    if (session.interrupt()) timer = setTimeout(() => lose(texts.ended), stopWithinMs);
    else lose(texts.endedAtOnce);
  }

  return {
    state,
    run(files, typed) {
      if (!isBusy()) void run(files, typed);
    },
    tryExamples(files) {
      if (!isBusy()) void tryExamples(files);
    },
    evaluate(source) {
      if (isBusy() || session === null || state.current.prompt === null) return;
      enter('running');
      session.send({ kind: 'evaluate', source });
    },
    answer(line) {
      if (state.current.phase.kind !== 'asking') return;
      if (line !== null) {
        console.append('typed', `${line}\n`);
        noteTyped(line);
      }
      console.flush();
      enter('running');
      session?.answer(line);
    },
    stop() {
      const { kind } = state.current.phase;
      if (kind === 'loading') {
        starts += 1;
        enter('ready');
      } else if (kind === 'trying') stopTrying?.();
      else if (kind === 'running' || kind === 'asking') stopProgram();
    },
    close() {
      starts += 1;
      clearTimeout(timer);
      stopTrying?.();
      session?.end();
      session = null;
    },
  };
}
