import type { ChildProcess } from 'node:child_process';
import { encodeFrame, kindOf } from '../frames.ts';
import { SandboxError } from '../sandbox.ts';
import { AnswerReader, readySchema, type Answer } from './answers.ts';

/** The supervisor died, stood still or was garbled under a job: a fresh one may still do it. */
export class LostSupervisorError extends SandboxError {}

export interface Request {
  readonly frame: object;
  readonly parts?: readonly Buffer[];
  /** The kind of the answer. */
  readonly answer: string;
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
}

type Waiting = (found: Answer | LostSupervisorError) => void;

const startMs = 30_000;
const diagnosisMaxCharacters = 8_192;

/** Time to read, past a deadline, what came while this process itself stood still. */
const lastReadMs = 250;

/**
 * A warm interpreter behind bubblewrap: starting -> idle -> at work -> idle … -> dead. It takes one
 * request at a time. What goes wrong with it ends it: it is never used again.
 */
export class Supervisor {
  readonly exited: Promise<void>;
  readonly #child: ChildProcess;
  readonly #reader = new AnswerReader();
  readonly #ready: Promise<Answer>;
  #waiting: Waiting | null = null;
  #dead = false;
  #diagnosis = '';

  /** `release` gives back what it had of the host; `exited` waits for that too. */
  constructor(child: ChildProcess, release: () => Promise<void> = () => Promise.resolve()) {
    this.#child = child;
    this.exited = new Promise((resolve) => {
      const ended = () => {
        this.#lose('ended');
        // What could not be given back is found and removed when the next grader starts.
        void release().then(resolve, resolve);
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
    // One that ends before it has read its job is noticed by its end.
    child.stdin?.on('error', () => undefined);
    this.#ready = this.#answer('ready', startMs);
    this.#ready.catch(() => undefined);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get alive(): boolean {
    return !this.#dead;
  }

  /** What it says of itself once it is warm; rejects with a SandboxError when it never is. */
  async ready() {
    return readySchema.parse((await this.#ready).frame);
  }

  /** Rejects with a LostSupervisorError, or when aborted with the signal's reason; it is killed then. */
  async ask({ frame, parts = [], answer, deadlineMs, signal }: Request): Promise<Answer> {
    await this.ready();
    signal?.throwIfAborted();
    const abort = () => {
      this.kill();
    };
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const answered = this.#answer(answer, deadlineMs);
      const head = encodeFrame({ ...frame, parts: parts.map((part) => part.length) });
      this.#child.stdin?.write(Buffer.concat([head, ...parts]));
      return await answered;
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  kill(): void {
    this.#lose('was killed');
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
  }

  #take(chunk: Buffer): void {
    if (this.#dead) return;
    try {
      for (const answer of this.#reader.push(chunk)) this.#settle(answer);
    } catch {
      this.#lose('was garbled');
      this.kill();
    }
  }

  #answer(kind: string, deadlineMs: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const late = () => {
        this.#lose(`did not answer within ${deadlineMs / 1000} s`);
        this.kill();
      };
      let timer = setTimeout(() => {
        timer = setTimeout(late, lastReadMs);
      }, deadlineMs);
      this.#waiting = (found) => {
        clearTimeout(timer);
        if (found instanceof LostSupervisorError) reject(found);
        else if (kindOf(found.frame) === kind) resolve(found);
        else reject(new LostSupervisorError('the sandbox answered something else'));
      };
      if (this.#dead) this.#settle(this.#lost('ended'));
    });
  }

  #settle(found: Answer | LostSupervisorError): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.(found);
  }

  #lose(what: string): void {
    if (this.#dead) return;
    this.#dead = true;
    this.#settle(this.#lost(what));
  }

  #lost(what: string): LostSupervisorError {
    const said = this.#diagnosis.trim();
    return new LostSupervisorError(`the sandbox ${what}${said === '' ? '' : `: ${said}`}`);
  }
}
