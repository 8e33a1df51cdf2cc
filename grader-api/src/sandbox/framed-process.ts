import type { ChildProcess } from 'node:child_process';
import { FrameDecoder, kindOf, type DecoderOptions, type ReceivedFrame } from './frame-codec.ts';
import { SandboxError } from './sandbox.ts';

/** A process as a pair of byte streams: a child, or one that a launcher started. */
export interface ProcessChannel {
  /** Undefined when it is not this process's child. */
  readonly pid: number | undefined;
  write(bytes: Buffer): void;
  /** Writes the last bytes. */
  end(bytes: Buffer): void;
  /** Kills the process and all that it has started. */
  kill(): void;
  /** Called once. `onEnd` comes last, when the process has ended. */
  listen(listener: ChannelListener): void;
}

interface ChannelListener {
  readonly onBytes: (bytes: Buffer) => void;
  /** What the process writes to stderr, or why it was not started. */
  readonly onDiagnosis: (text: string) => void;
  readonly onEnd: () => void;
}

/** The channel of a child that leads its own process group. */
export function childChannel(child: ChildProcess): ProcessChannel {
  return {
    pid: child.pid,
    write: (bytes) => void child.stdin?.write(bytes),
    end: (bytes) => void child.stdin?.end(bytes),
    kill: () => {
      const { pid, exitCode, signalCode } = child;
      if (pid === undefined || exitCode !== null || signalCode !== null) return;
      try {
        if (process.platform === 'win32') child.kill('SIGKILL');
        else process.kill(-pid, 'SIGKILL');
      } catch {
        // It has just exited.
      }
    },
    listen: ({ onBytes, onDiagnosis, onEnd }) => {
      // `close` comes after the pipes' last bytes; `error` comes instead when nothing was started.
      child.once('close', onEnd);
      child.once('error', (error) => {
        onDiagnosis(error.message);
        onEnd();
      });
      child.stdout?.on('data', onBytes);
      child.stderr?.on('data', (chunk: Buffer) => onDiagnosis(chunk.toString()));
      // A process that exits before it has read all its input is noticed by its exit.
      child.stdin?.on('error', () => undefined);
    },
  };
}

export interface FramedProcessOptions {
  readonly decoder: DecoderOptions;
  /** Sees each frame first; a frame for which it returns true is not an answer. */
  readonly intercept?: (frame: unknown) => boolean;
  /** Releases what the process had of the host; `exited` waits for it. */
  readonly release?: (() => Promise<void>) | undefined;
  /** The error for a failed process; a plain SandboxError by default. */
  readonly toError?: (message: string) => SandboxError;
}

export interface ExchangeOptions {
  /** The kind of the frame that completes the answer; by default the answer is one frame. */
  readonly lastKind?: string;
  readonly deadlineMs: number;
  /** Whether the process gets no further request. */
  readonly isLast?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** How a process failed. */
type Failure = 'late' | 'exited' | 'garbled' | 'killed';

/** The answer to a request, or the part of it that arrived before the process failed. */
export interface Exchange {
  readonly end: 'complete' | Failure;
  readonly frames: readonly ReceivedFrame[];
}

interface Collector {
  add(received: ReceivedFrame): void;
  stop(end: Failure): void;
}

const startMs = 30_000;
const maxDiagnosisCharacters = 8_192;

/** After a deadline, time to read what arrived while this process itself was suspended. */
const lastReadMs = 250;

/**
 * A process that sends `ready`, then answers one request at a time in frames: starting -> idle ->
 * busy -> idle … -> failed. One that fails in any way is killed and never used again.
 */
export class FramedProcess {
  readonly exited: Promise<void>;
  readonly #channel: ProcessChannel;
  readonly #decoder: FrameDecoder;
  readonly #intercept: (frame: unknown) => boolean;
  readonly #toError: (message: string) => SandboxError;
  /** Resolves to the `ready` frame, or to null when the process failed before it. */
  readonly #started: Promise<unknown>;
  #collector: Collector | null = null;
  #failure: Failure | null = null;
  #failureText = '';
  #diagnosis = '';

  constructor(channel: ProcessChannel, options: FramedProcessOptions) {
    this.#channel = channel;
    this.#decoder = new FrameDecoder(options.decoder);
    this.#intercept = options.intercept ?? (() => false);
    this.#toError = options.toError ?? ((message) => new SandboxError(message));
    const release = options.release ?? (() => Promise.resolve());
    this.exited = new Promise((resolve) => {
      channel.listen({
        onBytes: (bytes) => {
          this.#receive(bytes);
        },
        onDiagnosis: (text) => {
          this.addDiagnosis(text);
        },
        onEnd: () => {
          this.#fail('exited', 'exited');
          // What could not be released is found and removed when the next grader starts.
          void release().then(resolve, resolve);
        },
      });
    });
    this.#started = this.#start();
  }

  get pid(): number | undefined {
    return this.#channel.pid;
  }

  get alive(): boolean {
    return this.#failure === null;
  }

  /** Resolves to the `ready` frame; rejects with the failure if none arrived. */
  async ready(): Promise<unknown> {
    const frame = await this.#started;
    if (frame === null) throw this.failure();
    return frame;
  }

  /** Writes a request and collects the answer. Rejects only when aborted, with the signal's reason. */
  async exchange(request: Buffer, options: ExchangeOptions): Promise<Exchange> {
    const { signal, isLast = false } = options;
    await this.#started;
    signal?.throwIfAborted();
    const abort = () => {
      this.kill();
    };
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const answer = this.#collect(options);
      if (this.alive && isLast) this.#channel.end(request);
      else if (this.alive) this.#channel.write(request);
      const exchange = await answer;
      signal?.throwIfAborted();
      return exchange;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  kill(): void {
    this.#fail('killed', 'was killed');
    this.#channel.kill();
  }

  /** What went wrong, with the end of what the process wrote about it. */
  failure(): SandboxError {
    const diagnosis = this.#diagnosis.trim();
    return this.#toError(
      `the sandbox ${this.#failureText}${diagnosis === '' ? '' : `: ${diagnosis}`}`,
    );
  }

  addDiagnosis(text: string): void {
    this.#diagnosis = (this.#diagnosis + text).slice(-maxDiagnosisCharacters);
  }

  async #start(): Promise<unknown> {
    const { end, frames } = await this.#collect({ deadlineMs: startMs });
    if (end !== 'complete') return null;
    const frame = frames[0]?.frame;
    if (kindOf(frame) === 'ready') return frame;
    this.#fail('garbled', 'did not start with "ready"');
    this.kill();
    return null;
  }

  #receive(bytes: Buffer): void {
    if (!this.alive) return;
    try {
      for (const received of this.#decoder.push(bytes)) {
        if (!this.#intercept(received.frame)) this.#collector?.add(received);
      }
    } catch {
      this.#fail('garbled', 'sent garbled data');
      this.kill();
    }
  }

  #collect({ lastKind, deadlineMs }: ExchangeOptions): Promise<Exchange> {
    return new Promise((resolve) => {
      const frames: ReceivedFrame[] = [];
      const finish = (end: Exchange['end']) => {
        clearTimeout(timer);
        this.#collector = null;
        resolve({ end, frames });
      };
      const expire = () => {
        this.#fail('late', `did not answer within ${deadlineMs / 1000} s`);
        this.kill();
      };
      let timer = setTimeout(() => {
        timer = setTimeout(expire, lastReadMs);
      }, deadlineMs);
      this.#collector = {
        add(received) {
          frames.push(received);
          if (lastKind === undefined || kindOf(received.frame) === lastKind) finish('complete');
        },
        stop: finish,
      };
      if (this.#failure !== null) finish(this.#failure);
    });
  }

  #fail(failure: Failure, text: string): void {
    if (this.#failure !== null) return;
    this.#failure = failure;
    this.#failureText = text;
    this.#collector?.stop(failure);
  }
}
