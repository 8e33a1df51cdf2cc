/**
 * Running a program in the page, as a state machine for one assignment's page:
 *
 *   ready --run, tryExamples--> loading --Python is there--> running | trying
 *                               loading --it does not come--> unavailable --run--> loading
 *                               loading --stop--> ready, while the download goes on
 *   running --input()--> asking --answer--> running
 *   running, asking --stop--> stopping --the program heeds--> ready, with the prompt
 *                             stopping --it does not within a second--> ready, Python is gone
 *   running --ended--> ready, with the prompt --evaluate--> running
 *   trying --verdict, time limit or stop--> ready; the prompt of an earlier run stays
 *
 * Each run and each try has a fresh Python; a run's stays for its prompt until the next run.
 */
import type { Examples } from '@touchstone/contracts';
import { writable, type Readable } from 'svelte/store';
import type { Progress } from '../../python/download.ts';
import type { Interpreter, Interpreters } from '../../python/interpreters.ts';
import type { Ending, Job, NewerSyntax, PythonVersion, Report } from '../../python/protocol.ts';
import type { Console } from './console.ts';
import { createExamplesReader, type CutShort, type ExamplesOutcome } from './examples-outcome.ts';

export type RunPhase =
  | { readonly kind: 'ready' | 'running' | 'asking' | 'trying' | 'stopping' | 'unavailable' }
  /** Null until something has come over the network. */
  | { readonly kind: 'loading'; readonly progress: Progress | null };

/** A prompt that waits: for a statement, or for a further line of one. */
export type Prompt = 'new' | 'continued';

interface RunState {
  readonly phase: RunPhase;
  /** Null when no program's names are there. */
  readonly prompt: Prompt | null;
  readonly examples: ExamplesOutcome | null;
  /** The code that the examples were tried with. */
  readonly triedCode: string;
  /** What the grader's Python cannot read in the code that ran last. */
  readonly newerSyntax: readonly NewerSyntax[];
  readonly browserPython: PythonVersion | null;
  /** Such as `3.11.2`; null while no grader has said. */
  readonly graderPython: string | null;
}

/** Words of the page's own, for the console. */
interface RunWords {
  readonly done: string;
  readonly stopped: string;
  readonly ended: string;
  /** Where no program can be asked to stop. */
  readonly endedAtOnce: string;
  /** Where input() cannot wait. */
  readonly noMoreInput: string;
  readonly crashed: string;
  readonly examplesTimeout: (seconds: number) => string;
  readonly filesMissing: string;
}

export interface RunOptions {
  /** Of the student's file, such as `submission.py`; asked at each run. */
  readonly fileName: () => string;
  readonly interpreters: Interpreters;
  /** Rejects while the server does not answer. */
  readonly examples: () => Promise<Examples>;
  /** Null while none is known. */
  readonly graderPython: () => Promise<string | null>;
  readonly console: Console;
  readonly words: RunWords;
  /** How long a program may take to heed Stop. */
  readonly heedMs?: number;
  /** How long a server that is slow to answer may hold a run up. */
  readonly patienceMs?: number;
}

export interface Run {
  readonly state: Readable<RunState>;
  /** `typed` is for browsers where input() cannot wait. Does nothing while something runs. */
  readonly run: (code: string, typed: readonly string[]) => void;
  readonly tryExamples: (code: string) => void;
  readonly evaluate: (source: string) => void;
  /** What input() waits for; null is the end of the input. */
  readonly answer: (line: string | null) => void;
  readonly stop: () => void;
  readonly close: () => void;
}

const maxTail = 500;
const endOfInput = /^EOFError\b[^\n]*\s*$/m;

const nothing: RunState = {
  phase: { kind: 'ready' },
  prompt: null,
  examples: null,
  triedCode: '',
  newerSyntax: [],
  browserPython: null,
  graderPython: null,
};

export function createRun(options: RunOptions): Run {
  const { console, words, heedMs = 1_000, patienceMs = 2_000 } = options;
  let current = nothing;
  const state = writable(current);
  /** The program that ran last, whose names the prompt has. */
  let session: Interpreter | null = null;
  /** What was printed last to stderr. */
  let errorTail = '';
  let trying: { interpreter: Interpreter; cut: (how: CutShort | 'stop') => void } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts beginnings, so that one that was stopped while loading does not go on. */
  let turn = 0;

  console.onShown(() => session?.noteShown());

  function change(part: Partial<RunState>): void {
    current = { ...current, ...part };
    state.set(current);
  }
  const enter = (kind: Exclude<RunPhase['kind'], 'loading'>) => change({ phase: { kind } });
  const isBusy = () => current.phase.kind !== 'ready' && current.phase.kind !== 'unavailable';

  /** Python, and what lies beside the program; null when it was stopped or does not come. */
  async function prepare(needsExamples: boolean) {
    const mine = ++turn;
    change({ phase: { kind: 'loading', progress: null } });
    const onProgress = (progress: Progress) => {
      if (mine === turn) change({ phase: { kind: 'loading', progress } });
    };
    try {
      const [interpreter, examples, graderPython] = await Promise.all([
        options.interpreters.take(onProgress),
        needsExamples ? options.examples() : within(patienceMs, options.examples()),
        within(patienceMs, learnGraderPython()),
      ]);
      if (mine !== turn) {
        interpreter.end();
        return null;
      }
      change({ browserPython: interpreter.version });
      return { interpreter, examples, grader: readVersion(graderPython) };
    } catch {
      if (mine === turn) enter('unavailable');
      return null;
    }
  }

  /** Shown when it comes, be it late. */
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

  async function run(code: string, typed: readonly string[]): Promise<void> {
    endSession();
    change({ examples: null, newerSyntax: [] });
    console.clear();
    const prepared = await prepare(false);
    if (prepared === null) return;
    const { interpreter, examples, grader } = prepared;
    session = interpreter;
    interpreter.onReport = take;
    if (examples === null) console.append('note', words.filesMissing);
    enter('running');
    const job: Job = {
      fileName: options.fileName(),
      code,
      files: examples?.files ?? [],
      testFiles: [],
      cases: [],
    };
    interpreter.send({ kind: 'run', job, grader, typed });
  }

  function take(report: Report): void {
    switch (report.kind) {
      case 'output':
        console.append(report.stream, report.text);
        if (report.stream === 'stderr') errorTail = (errorTail + report.text).slice(-maxTail);
        return;
      case 'took':
        console.append('typed', `${report.line}\n`);
        return;
      case 'newer-syntax':
        change({ newerSyntax: report.found });
        return;
      case 'asks':
        console.flush();
        if (current.phase.kind === 'running') enter('asking');
        return;
      case 'ended':
        ended(report.ending);
        return;
      case 'failed':
        lose(words.crashed);
        return;
      case 'ready':
      case 'snapshot':
      case 'frame':
    }
  }

  function ended({ how, sentence }: Ending): void {
    clearTimeout(timer);
    if (how === 'interrupted') console.append('note', words.stopped);
    if (sentence !== null) {
      const ranOut = !options.interpreters.shares && endOfInput.test(errorTail);
      console.append('sentence', ranOut ? words.noMoreInput : sentence);
    }
    errorTail = '';
    if (how === 'done' && current.prompt === null) console.append('note', words.done);
    console.flush();
    change({ phase: { kind: 'ready' }, prompt: how === 'incomplete' ? 'continued' : 'new' });
  }

  /** Python is gone, and the program's names with it. */
  function lose(note: string): void {
    clearTimeout(timer);
    endSession();
    console.append('note', note);
    console.flush();
    enter('ready');
  }

  async function tryExamples(code: string): Promise<void> {
    change({ examples: null, triedCode: code, newerSyntax: [] });
    const prepared = await prepare(true);
    if (prepared === null || prepared.examples === null) return;
    const { interpreter, examples, grader } = prepared;
    const reader = createExamplesReader();
    const end = (outcome: ExamplesOutcome | null) => {
      clearTimeout(timer);
      interpreter.end();
      trying = null;
      change({ phase: { kind: 'ready' }, examples: outcome });
    };
    const cut = (how: CutShort | 'stop') => {
      const timeout = words.examplesTimeout(examples.wallSeconds);
      if (how === 'stop') end(null);
      else end(reader.cutShort(how, how === 'timeout' ? timeout : words.crashed));
    };
    trying = { interpreter, cut };
    interpreter.onReport = (report) => {
      if (report.kind === 'newer-syntax') change({ newerSyntax: report.found });
      else if (report.kind === 'failed') cut('crashed');
      else if (report.kind === 'ended') {
        const outcome = reader.outcome();
        if (outcome.verdict === null) cut('crashed');
        else end(outcome);
      } else if (report.kind === 'frame') {
        reader.take(report.frame);
        change({ examples: reader.outcome() });
      }
    };
    enter('trying');
    timer = setTimeout(() => cut('timeout'), examples.wallSeconds * 1000);
    const { fileName, files, testFiles, cases } = examples;
    interpreter.send({ kind: 'judge', job: { fileName, code, files, testFiles, cases }, grader });
  }

  function stopProgram(): void {
    if (session === null) return;
    enter('stopping');
    if (session.interrupt()) timer = setTimeout(() => lose(words.ended), heedMs);
    else lose(words.endedAtOnce);
  }

  return {
    state,
    run(code, typed) {
      if (!isBusy()) void run(code, typed);
    },
    tryExamples(code) {
      if (!isBusy()) void tryExamples(code);
    },
    evaluate(source) {
      if (isBusy() || session === null || current.prompt === null) return;
      enter('running');
      session.send({ kind: 'evaluate', source });
    },
    answer(line) {
      if (current.phase.kind !== 'asking') return;
      if (line !== null) console.append('typed', `${line}\n`);
      console.flush();
      enter('running');
      session?.answer(line);
    },
    stop() {
      const { kind } = current.phase;
      if (kind === 'loading') {
        turn += 1;
        enter('ready');
      } else if (kind === 'trying') trying?.cut('stop');
      else if (kind === 'running' || kind === 'asking') stopProgram();
    },
    close() {
      turn += 1;
      clearTimeout(timer);
      trying?.interpreter.end();
      session?.end();
      session = null;
    },
  };
}

/** Null when it fails or does not come in time. */
function within<T>(ms: number, promise: Promise<T>): Promise<T | null> {
  return Promise.race([
    promise.catch(() => null),
    new Promise<null>((resolve) => {
      setTimeout(() => resolve(null), ms);
    }),
  ]);
}

/** `3.11.2` as numbers. */
function readVersion(text: string | null): PythonVersion | null {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(text ?? '') ?? [];
  return major === undefined || minor === undefined ? null : [Number(major), Number(minor)];
}
