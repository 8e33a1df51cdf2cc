import type { Examples } from '@touchstone/contracts';
import type { Interpreter } from '../../python/interpreters.ts';
import type { Traced } from '../../python/protocol.ts';
import type { ProgramFiles } from '../program/program.ts';
import { programOf } from '../run/program-of.ts';
import type { Trace } from './trace.ts';

export interface RecordReplayOptions {
  /** A new one, which is ended afterwards. */
  readonly interpreter: Interpreter;
  readonly files: ProgramFiles;
  /** Their tests, and the files beside the program. A program without either can run, too. */
  readonly examples: Pick<Examples, 'files' | 'testFiles' | 'cases'> | null;
  /** A run of the program with these typed lines, or the test of that name. */
  readonly of: Traced;
  /** For a program that waits for something that is not traced, such as a long calculation. */
  readonly limitMs?: number;
}

export interface RecordingReplay {
  /** Rejects with a ReplayNotRecorded. */
  readonly trace: Promise<Trace>;
  /** Ends the interpreter; `trace` rejects. */
  readonly stop: () => void;
}

/** `timeout`: the program did not end in time. `crashed`: Python did. */
export class ReplayNotRecorded extends Error {
  readonly reason: 'timeout' | 'crashed' | 'stopped';

  constructor(reason: ReplayNotRecorded['reason']) {
    super(`No replay was recorded: ${reason}`);
    this.reason = reason;
  }
}

/** Longer than programming-ui/python/tracing takes until it cuts a recording. */
const defaultLimitMs = 20_000;

/** Runs a program, or one of its tests, again in the browser, and records each of its steps. */
export function recordReplay(options: RecordReplayOptions): RecordingReplay {
  const { interpreter, examples, limitMs = defaultLimitMs } = options;
  let stop: () => void = () => undefined;
  const trace = new Promise<Trace>((resolve, reject) => {
    const timer = setTimeout(() => fail('timeout'), limitMs);

    function end(): void {
      clearTimeout(timer);
      interpreter.end();
    }

    function fail(reason: ReplayNotRecorded['reason']): void {
      end();
      reject(new ReplayNotRecorded(reason));
    }

    stop = () => fail('stopped');
    interpreter.onMessage = (message) => {
      if (message.kind === 'trace') {
        end();
        // Our own code recorded it, and it did not cross a network.
        resolve(message.trace as Trace);
      } else if (message.kind === 'failed' || message.kind === 'ended') fail('crashed');
    };
    const { files = [], testFiles = [], cases = [] } = examples ?? {};
    interpreter.send({
      kind: 'trace',
      job: { ...programOf(options.files), files, testFiles, cases },
      of: options.of,
    });
  });
  return { trace, stop };
}
