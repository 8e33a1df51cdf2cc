import type { ChildProcess } from 'node:child_process';
import { encodeFrame, FrameDecoder, kindOf } from './frames.ts';
import { SandboxError } from './sandbox.ts';

/**
 * How an exchange ended: with the frame that was waited for, or before it. `diagnosis` is what the
 * process said on stderr.
 */
export interface Exchange {
  readonly end: 'complete' | 'deadline' | 'exited' | 'garbled';
  readonly frames: readonly unknown[];
  readonly diagnosis: string;
}

export interface ExchangeOptions {
  /** The kind of the frame that ends the answer. */
  readonly lastKind: string;
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
}

const answerMaxBytes = 16 * 1024 * 1024;
const diagnosisMaxCharacters = 8_192;
const startMs = 30_000;

/** Time to read, past a deadline, what came while this process itself stood still. */
const lastReadMs = 250;

/**
 * A process that says `ready`, takes one job on stdin, answers in frames on stdout, and is of no
 * further use: starting -> ready -> exchanging -> killed. It leads its own process group.
 */
export class GradingProcess {
  readonly exited: Promise<void>;
  readonly #child: ChildProcess;
  readonly #decoder = new FrameDecoder(answerMaxBytes);
  readonly #frames: unknown[] = [];
  #diagnosis = '';
  #end: Exchange['end'] | null = null;
  #notice: () => void = () => undefined;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.exited = new Promise((resolve) => {
      const ended = () => {
        this.#finish('exited');
        resolve();
      };
      // `close` comes after the pipes' last bytes, `error` instead of it when nothing was started.
      child.once('close', ended);
      child.once('error', (error) => {
        this.#diagnosis += error.message;
        ended();
      });
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      this.#take(chunk);
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#diagnosis = (this.#diagnosis + chunk.toString()).slice(-diagnosisMaxCharacters);
    });
    // A process that ends before it has read its job is noticed by its end.
    child.stdin?.on('error', () => undefined);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get alive(): boolean {
    return this.#end === null;
  }

  /** Resolves when the process can take its job; rejects with a SandboxError when it never will. */
  async ready(): Promise<void> {
    const found = await this.#until(() => this.#has('ready'), startMs);
    if (found === 'met') return;
    this.kill();
    throw new SandboxError(
      found === 'ended'
        ? `the sandbox does not start: ${this.#diagnosis.trim() || 'it says nothing'}`
        : `the sandbox was not ready within ${startMs / 1000} s`,
    );
  }

  /** Hands over the job, waits for the whole answer, and kills what is left of the process. */
  async exchange(job: object, options: ExchangeOptions): Promise<Exchange> {
    const { signal, lastKind, deadlineMs } = options;
    const abort = () => {
      this.kill();
    };
    signal?.addEventListener('abort', abort, { once: true });
    try {
      signal?.throwIfAborted();
      this.#child.stdin?.end(encodeFrame(job));
      const found = await this.#until(() => this.#has(lastKind), deadlineMs);
      signal?.throwIfAborted();
      const early = found === 'late' ? 'deadline' : (this.#end ?? 'exited');
      return {
        end: found === 'met' ? 'complete' : early,
        frames: this.#frames.filter((frame) => kindOf(frame) !== 'ready'),
        diagnosis: this.#diagnosis.trim(),
      };
    } finally {
      signal?.removeEventListener('abort', abort);
      this.kill();
    }
  }

  kill(): void {
    const { pid } = this.#child;
    if (pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null) {
      return;
    }
    try {
      if (process.platform === 'win32') this.#child.kill('SIGKILL');
      else process.kill(-pid, 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
  }

  #take(chunk: Buffer): void {
    if (this.#end !== null) return;
    try {
      this.#frames.push(...this.#decoder.push(chunk));
      this.#notice();
    } catch {
      this.#finish('garbled');
      this.kill();
    }
  }

  #has(kind: string): boolean {
    return kindOf(this.#frames.at(-1)) === kind;
  }

  #finish(end: 'exited' | 'garbled'): void {
    this.#end ??= end;
    this.#notice();
  }

  #until(condition: () => boolean, timeoutMs: number): Promise<'met' | 'ended' | 'late'> {
    return new Promise((resolve) => {
      const settle = (found: 'met' | 'ended' | 'late') => {
        clearTimeout(timer);
        this.#notice = () => undefined;
        resolve(found);
      };
      let timer = setTimeout(() => {
        timer = setTimeout(() => {
          settle('late');
        }, lastReadMs);
      }, timeoutMs);
      this.#notice = () => {
        if (condition()) settle('met');
        else if (this.#end !== null) settle('ended');
      };
      this.#notice();
    });
  }
}
