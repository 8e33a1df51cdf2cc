import type { Interpreter, Interpreters } from '../python/interpreters.ts';
import type { Command, WorkerMessage } from '../python/protocol.ts';

export interface FakeInterpreter extends Interpreter {
  readonly commands: Command[];
  readonly answers: (string | null)[];
  readonly interrupts: number;
  readonly ended: boolean;
  emit(message: WorkerMessage): void;
}

/** Python interpreters that a test controls. */
export interface FakeInterpreters extends Interpreters {
  /** The taken interpreters, in order. */
  readonly taken: FakeInterpreter[];
  /** Reports download progress; `arrive` or `fail` ends the download for all callers. */
  progress(receivedBytes: number, totalBytes: number): void;
  arrive(): void;
  fail(): void;
}

export function createFakeInterpreters({ shares = true } = {}): FakeInterpreters {
  const taken: FakeInterpreter[] = [];
  let onProgress: Parameters<Interpreters['take']>[0] = () => undefined;
  let arrival = createArrival();
  return {
    shares,
    taken,
    async take(listener) {
      onProgress = listener;
      await arrival.promise;
      const interpreter = createFakeInterpreter(shares);
      taken.push(interpreter);
      return interpreter;
    },
    progress: (receivedBytes, totalBytes) => onProgress({ receivedBytes, totalBytes }),
    arrive: () => arrival.resolve(),
    fail() {
      arrival.reject(new Error('no network'));
      arrival = createArrival();
    },
    close: () => undefined,
  };
}

function createArrival() {
  let resolve = (): void => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((onResolved, onRejected) => {
    resolve = onResolved;
    reject = onRejected;
  });
  return { promise, resolve, reject };
}

function createFakeInterpreter(shares: boolean): FakeInterpreter {
  const interpreter = {
    version: [3, 14] as const,
    commands: [] as Command[],
    answers: [] as (string | null)[],
    interrupts: 0,
    ended: false,
    onMessage: (() => undefined) as (message: WorkerMessage) => void,
    send: (command: Command) => void interpreter.commands.push(command),
    answer: (line: string | null) => void interpreter.answers.push(line),
    interrupt() {
      interpreter.interrupts += 1;
      return shares;
    },
    noteShown: () => undefined,
    end() {
      interpreter.ended = true;
    },
    emit: (message: WorkerMessage) => interpreter.onMessage(message),
  };
  return interpreter;
}
