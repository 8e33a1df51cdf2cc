import { randomUUID } from 'node:crypto';
import type { GradingOffice, MadeBy } from '@touchstone/contracts';
import { DeadlineError, within } from '@touchstone/runtime';
import type { Logger } from 'pino';

export interface InstanceOptions {
  readonly office: GradingOffice;
  /** The grader's name on the stream, which the next instance has as well. */
  readonly name: string;
  /** The judge and Python it grades with, null while it can't grade. */
  readonly serves: () => MadeBy | null;
  readonly heartbeatMs: number;
  /** Time limit of the last call. */
  readonly goodbyeMs: number;
  readonly logger: Logger;
}

/**
 * Identifies this process among all graders. It sends the API a heartbeat every few seconds, and adds its
 * id to all calls, and what it grades with to results.
 */
export class GraderInstance {
  readonly id: string = randomUUID();
  readonly #options: InstanceOptions;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | null = null;

  constructor(options: InstanceOptions) {
    this.#options = options;
  }

  /** The office, for calls of this instance. */
  get office(): GradingOffice {
    const { office, serves } = this.#options;
    const instance = this.id;
    return {
      beginAttempt: (request, call) => office.beginAttempt({ ...request, instance }, call),
      storeResult: (request, call) =>
        office.storeResult({ ...request, madeBy: serves() ?? undefined, instance }, call),
      handBack: (request, call) => office.handBack({ ...request, instance }, call),
      heartbeat: (request) => office.heartbeat(request),
    };
  }

  /** Sends heartbeats from now on, also while gradings run. */
  start(): void {
    const { heartbeatMs } = this.#options;
    this.#timer ??= setInterval(() => this.#sendHeartbeat(), heartbeatMs).unref();
    this.#sendHeartbeat();
  }

  /** Reports that the process stops; it does not matter if that fails. */
  async stop(): Promise<void> {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    const { goodbyeMs, logger } = this.#options;
    const goodbye = Promise.resolve(this.#sending).then(() => this.#send(true));
    await within(goodbye, goodbyeMs, 'The last heartbeat').catch((error: unknown) => {
      if (!(error instanceof DeadlineError))
        logger.warn({ err: error }, 'No API received the last heartbeat');
    });
  }

  /** One at a time: calls of an API that hangs must not pile up. */
  #sendHeartbeat(): void {
    const { logger } = this.#options;
    this.#sending ??= this.#send(false)
      .catch((error: unknown) => logger.warn({ err: error }, 'No API received a heartbeat'))
      .finally(() => {
        this.#sending = null;
      });
  }

  #send(ended: boolean): Promise<void> {
    const { office, name, serves } = this.#options;
    return office.heartbeat({ instance: this.id, name, serves: serves(), ended });
  }
}
