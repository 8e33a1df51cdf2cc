/**
 * Python interpreters in workers: one in use, and a spare one, so that each run starts at once with a
 * new interpreter.
 */
import type { DownloadProgress } from './download.ts';
import type { Command, Materials, PythonVersion, WorkerMessage } from './protocol.ts';
import { createSharedMemory, pageSide } from './shared-memory.ts';

/** One interpreter. It calls `onMessage`, and never after `end`. */
export interface Interpreter {
  readonly version: PythonVersion;
  onMessage: (message: WorkerMessage) => void;
  send(command: Exclude<Command, { kind: 'start' }>): void;
  /** Answers input(); null is the end of the input. */
  answer(line: string | null): void;
  /** Raises KeyboardInterrupt; false if the browser does not support it. */
  interrupt(): boolean;
  /** The page has shown all messages received so far. */
  noteShown(): void;
  end(): void;
}

export interface Interpreters {
  /** Memory is shared, so input() can wait for an answer, and a loop can be interrupted. */
  readonly shares: boolean;
  /** A new interpreter, once it has started. Rejects if Python cannot be loaded or does not start. */
  take(onProgress: (progress: DownloadProgress) => void): Promise<Interpreter>;
  close(): void;
}

export interface InterpretersOptions {
  readonly load: (onProgress: (progress: DownloadProgress) => void) => Promise<Materials>;
  /** Stores the first interpreter's memory for later visits. */
  readonly keepSnapshot: (snapshot: ArrayBuffer) => Promise<void>;
  readonly createWorker: () => Worker;
}

export function createInterpreters(options: InterpretersOptions): Interpreters {
  let materials: Promise<Materials> | null = null;
  let spare: Promise<Interpreter> | null = null;
  let onProgress: (progress: DownloadProgress) => void = () => undefined;
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
    return startInterpreter(worker, {
      materials: loaded,
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

interface StartOptions {
  readonly materials: Materials;
  readonly onSnapshot: (snapshot: ArrayBuffer) => void;
  readonly onEnd: () => void;
}

function startInterpreter(
  worker: Worker,
  { materials, onSnapshot, onEnd }: StartOptions,
): Promise<Interpreter> {
  const memory = createSharedMemory();
  const page = memory && pageSide(memory);
  /** The number of messages received. */
  let received = 0;
  return new Promise((resolve, reject) => {
    function end(): void {
      worker.terminate();
      onEnd();
    }
    const interpreterOf = (version: PythonVersion): Interpreter => ({
      version,
      onMessage: () => undefined,
      send: (command) => worker.postMessage(command),
      answer: (line) => page?.answer(line),
      interrupt() {
        page?.interrupt();
        return page !== null;
      },
      noteShown: () => page?.noteShown(received),
      end() {
        this.onMessage = () => undefined;
        end();
      },
    });
    let interpreter: Interpreter | null = null;
    function take(message: WorkerMessage): void {
      if (interpreter !== null) interpreter.onMessage(message);
      else if (message.kind === 'ready') resolve((interpreter = interpreterOf(message.version)));
      else if (message.kind === 'snapshot') onSnapshot(message.snapshot);
      else if (message.kind === 'failed') {
        end();
        reject(new Error(message.message));
      }
    }
    worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
      received += 1;
      take(data);
    };
    worker.onerror = ({ message }) => take({ kind: 'failed', message });
    worker.postMessage({ kind: 'start', materials, memory } satisfies Command);
  });
}
