import { encodeFrame, kindOf } from '../frames.ts';
import { SandboxError, UnfitHostError } from '../sandbox.ts';
import { AnswerReader, readySchema, type Answer } from './answers.ts';
import { launchedSchema, refusedSchema, saidSchema, type SandboxParts } from './launcher-words.ts';
import type { SupervisorProcess } from './supervisor-process.ts';

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

type Waiting = (found: Answer | SandboxError) => void;

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
  readonly #process: SupervisorProcess;
  readonly #reader = new AnswerReader();
  readonly #ready: Promise<Answer>;
  #waiting: Waiting | null = null;
  #dead = false;
  #parts: SandboxParts | null = null;
  #refusal: SandboxError | null = null;
  #diagnosis = '';

  /** `release` gives back what it had of the host; `exited` waits for that too. */
  constructor(process: SupervisorProcess, release: () => Promise<void> = () => Promise.resolve()) {
    this.#process = process;
    this.exited = new Promise((resolve) => {
      process.listen({
        onAnswer: (bytes) => {
          this.#take(bytes);
        },
        onDiagnosis: (text) => {
          this.#diagnosis = (this.#diagnosis + text).slice(-diagnosisMaxCharacters);
        },
        onEnd: () => {
          this.#lose('ended');
          // What could not be given back is found and removed when the next grader starts.
          void release().then(resolve, resolve);
        },
      });
    });
    this.#ready = this.#answer('ready', startMs);
    this.#ready.catch(() => undefined);
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get alive(): boolean {
    return !this.#dead;
  }

  /** What a launcher has made it of; null until that has said so, and where this process launched it. */
  get parts(): SandboxParts | null {
    return this.#parts;
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
      this.#process.write(Buffer.concat([head, ...parts]));
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
    this.#process.kill();
  }

  #take(chunk: Buffer): void {
    if (this.#dead) return;
    try {
      for (const answer of this.#reader.push(chunk)) this.#hear(answer);
    } catch {
      this.#lose('was garbled');
      this.kill();
    }
  }

  /** A launcher's words are about the supervisor, all others are its own. */
  #hear(answer: Answer): void {
    switch (kindOf(answer.frame)) {
      case 'launched':
        this.#parts = launchedSchema.parse(answer.frame);
        return;
      case 'refused': {
        const { message, advice } = refusedSchema.parse(answer.frame);
        this.#refusal =
          advice === null ? new SandboxError(message) : new UnfitHostError(advice, message);
        return;
      }
      case 'said':
        this.#diagnosis += saidSchema.parse(answer.frame).text;
        return;
      case null:
      default:
        this.#settle(answer);
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
        if (found instanceof SandboxError) reject(found);
        else if (kindOf(found.frame) === kind) resolve(found);
        else reject(new LostSupervisorError('the sandbox answered something else'));
      };
      if (this.#dead) this.#settle(this.#lost('ended'));
    });
  }

  #settle(found: Answer | SandboxError): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.(found);
  }

  #lose(what: string): void {
    if (this.#dead) return;
    this.#dead = true;
    this.#settle(this.#lost(what));
  }

  #lost(what: string): SandboxError {
    if (this.#refusal !== null) return this.#refusal;
    const said = this.#diagnosis.trim();
    return new LostSupervisorError(`the sandbox ${what}${said === '' ? '' : `: ${said}`}`);
  }
}
