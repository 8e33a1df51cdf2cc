import { encodeFrame, kindOf, type ReceivedFrame } from '../frame-codec.ts';
import { FramedProcess, type ProcessChannel } from '../framed-process.ts';
import { SandboxError, UnfitHostError } from '../sandbox.ts';
import { answerLimits, readySchema } from './answers.ts';
import {
  launchedSchema,
  refusedSchema,
  saidSchema,
  type SandboxParts,
} from './launcher-protocol.ts';

/** The supervisor failed during a job: a fresh one may still do it. */
export class LostSupervisorError extends SandboxError {}

export interface Request {
  readonly frame: object;
  readonly parts?: readonly Buffer[];
  /** The kind of the answer. */
  readonly answer: string;
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** A warm interpreter behind bubblewrap, which answers each request with one frame. */
export class Supervisor {
  readonly exited: Promise<void>;
  readonly #process: FramedProcess;
  #parts: SandboxParts | null = null;
  #refusal: SandboxError | null = null;

  constructor(channel: ProcessChannel, release?: () => Promise<void>) {
    this.#process = new FramedProcess(channel, {
      decoder: answerLimits,
      intercept: (frame) => this.#isFromLauncher(frame),
      release,
      toError: (message) => this.#refusal ?? new LostSupervisorError(message),
    });
    this.exited = this.#process.exited;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get alive(): boolean {
    return this.#process.alive;
  }

  /** What a launcher made it of; null before the launcher has reported it, and where this process launched it. */
  get parts(): SandboxParts | null {
    return this.#parts;
  }

  /** What it reports once it is warm; rejects with a SandboxError when it never is. */
  async ready() {
    return readySchema.parse(await this.#process.ready());
  }

  /** Rejects with a SandboxError, or when aborted with the signal's reason; the supervisor is killed then. */
  async request(request: Request): Promise<ReceivedFrame> {
    const { parts = [], answer, deadlineMs, signal } = request;
    const head = encodeFrame({ ...request.frame, parts: parts.map((part) => part.length) });
    const { frames } = await this.#process.exchange(Buffer.concat([head, ...parts]), {
      deadlineMs,
      signal,
    });
    const [received] = frames;
    if (received === undefined) throw this.#process.failure();
    if (kindOf(received.frame) === answer) return received;
    this.kill();
    throw new LostSupervisorError('the sandbox sent an unexpected answer');
  }

  kill(): void {
    this.#process.kill();
  }

  #isFromLauncher(frame: unknown): boolean {
    switch (kindOf(frame)) {
      case 'launched':
        this.#parts = launchedSchema.parse(frame);
        return true;
      case 'refused': {
        const { message, advice } = refusedSchema.parse(frame);
        this.#refusal =
          advice === null ? new SandboxError(message) : new UnfitHostError(advice, message);
        return true;
      }
      case 'said':
        this.#process.addDiagnosis(saidSchema.parse(frame).text);
        return true;
      case null:
      default:
        return false;
    }
  }
}
