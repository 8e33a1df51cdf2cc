/**
 * Pythons in workers: one at work, and one that is ready for the next run, so that each run begins
 * afresh and at once.
 */
import type { Progress } from './download.ts';
import type { Command, Materials, PythonVersion, Report } from './protocol.ts';
import { createSharedMemory, pageSide, type PageSide } from './shared-memory.ts';

/** One Python. What it reports goes to `onReport`; after `end` nothing comes any more. */
export interface Interpreter {
  readonly version: PythonVersion;
  onReport: (report: Report) => void;
  send(command: Exclude<Command, { kind: 'start' }>): void;
  /** Answers input(); null is the end of the input. */
  answer(line: string | null): void;
  /** Raises KeyboardInterrupt; false where the browser offers no way to. */
  interrupt(): boolean;
  /** The page has shown all that has come. */
  noteShown(): void;
  end(): void;
}

export interface Interpreters {
  /** input() can wait for an answer, and a loop be interrupted. */
  readonly shares: boolean;
  /** A fresh one, as soon as there is one. Rejects when Python does not come or does not start. */
  take(onProgress: (progress: Progress) => void): Promise<Interpreter>;
  close(): void;
}

export interface InterpretersOptions {
  readonly load: (onProgress: (progress: Progress) => void) => Promise<Materials>;
  /** Of the first Python, for later visits. */
  readonly keepSnapshot: (snapshot: ArrayBuffer) => Promise<void>;
  readonly createWorker: () => Worker;
}

export function createInterpreters(options: InterpretersOptions): Interpreters {
  let materials: Promise<Materials> | null = null;
  let spare: Promise<Interpreter> | null = null;
  let onProgress: (progress: Progress) => void = () => undefined;
  const workers = new Set<Worker>();

  function load(): Promise<Materials> {
    materials ??= options
      .load((progress) => onProgress(progress))
      .catch((error: unknown) => {
        materials = null;
        throw error;
      });
    return materials;
  }

  async function start(): Promise<Interpreter> {
    const loaded = await load();
    const worker = options.createWorker();
    workers.add(worker);
    const memory = createSharedMemory();
    return untilReady(worker, memory, {
      start: { kind: 'start', materials: loaded, memory },
      onSnapshot(snapshot) {
        materials = Promise.resolve({ ...loaded, snapshot });
        void options.keepSnapshot(snapshot);
      },
      onEnd: () => workers.delete(worker),
    });
  }

  function warm(): void {
    spare = start();
    spare.catch(() => {
      spare = null;
    });
  }

  return {
    shares: globalThis.crossOriginIsolated,
    async take(listener) {
      onProgress = listener;
      if (spare === null) warm();
      const taken = await spare;
      if (taken === null) throw new Error('Python did not start');
      warm();
      return taken;
    },
    close() {
      for (const worker of workers) worker.terminate();
      workers.clear();
      spare = null;
    },
  };
}

interface Starting {
  readonly start: Command;
  readonly onSnapshot: (snapshot: ArrayBuffer) => void;
  readonly onEnd: () => void;
}

interface Ready {
  readonly version: PythonVersion;
  /** How many reports have come. */
  readonly received: number;
  readonly onEnd: () => void;
}

function untilReady(
  worker: Worker,
  memory: SharedArrayBuffer | null,
  { start, onSnapshot, onEnd }: Starting,
): Promise<Interpreter> {
  // Until it is ready, nothing but the snapshot comes.
  let received = 1;
  return new Promise((resolve, reject) => {
    const fail = (message: string) => {
      worker.terminate();
      onEnd();
      reject(new Error(message));
    };
    worker.onerror = (event) => fail(event.message);
    worker.onmessage = ({ data: report }: MessageEvent<Report>) => {
      if (report.kind === 'ready')
        resolve(interpreterOf(worker, memory && pageSide(memory), { ...report, received, onEnd }));
      else if (report.kind === 'snapshot') {
        received += 1;
        onSnapshot(report.snapshot);
      } else if (report.kind === 'failed') fail(report.message);
    };
    worker.postMessage(start);
  });
}

function interpreterOf(
  worker: Worker,
  page: PageSide | null,
  { version, received: before, onEnd }: Ready,
): Interpreter {
  let received = before;
  const interpreter: Interpreter = {
    version,
    onReport: () => undefined,
    send: (command) => worker.postMessage(command),
    answer: (line) => page?.answer(line),
    interrupt() {
      page?.interrupt();
      return page !== null;
    },
    noteShown: () => page?.noteShown(received),
    end() {
      interpreter.onReport = () => undefined;
      worker.terminate();
      onEnd();
    },
  };
  worker.onmessage = ({ data: report }: MessageEvent<Report>) => {
    received += 1;
    interpreter.onReport(report);
  };
  worker.onerror = (event) => interpreter.onReport({ kind: 'failed', message: event.message });
  return interpreter;
}
