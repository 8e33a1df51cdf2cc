import { randomUUID } from 'node:crypto';
import type { GradingOffice, MadeBy } from '@touchstone/contracts';
import { DeadlineError, within } from '@touchstone/service';
import type { Logger } from 'pino';

export interface InstanceOptions {
  readonly office: GradingOffice;
  /** The grader's name on the stream, which the next instance takes over. */
  readonly name: string;
  /** What it grades with just now, null while it can't. */
  readonly serves: () => MadeBy | null;
  readonly beatMs: number;
  /** How long a goodbye may take. */
  readonly byeMs: number;
  readonly logger: Logger;
}

/**
 * This process among all graders. It tells the API every few seconds that it is alive, and puts its
 * name and what it grades with to all that it says of gradings.
 */
export class GraderInstance {
  readonly id: string = randomUUID();
  readonly #options: InstanceOptions;
  #beating: NodeJS.Timeout | undefined;
  #saying: Promise<void> | null = null;

  constructor(options: InstanceOptions) {
    this.#options = options;
  }

  /** The office, as this instance asks it. */
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

  /** From now on it tells that it is alive, also while gradings run. */
  start(): void {
    const { beatMs } = this.#options;
    this.#beating ??= setInterval(() => this.#beat(), beatMs).unref();
    this.#beat();
  }

  /** Says that it ends; the last word, and no matter if nobody hears it. */
  async stop(): Promise<void> {
    if (this.#beating === undefined) return;
    clearInterval(this.#beating);
    const { byeMs, logger } = this.#options;
    const bye = Promise.resolve(this.#saying).then(() => this.#say(true));
    await within(bye, byeMs, 'Saying that this grader ends').catch((error: unknown) => {
      if (!(error instanceof DeadlineError))
        logger.warn({ err: error }, 'No API heard the goodbye');
    });
  }

  /** One at a time: an API that hangs is not asked ever more. */
  #beat(): void {
    const { logger } = this.#options;
    this.#saying ??= this.#say(false)
      .catch((error: unknown) => logger.warn({ err: error }, 'No API heard a heartbeat'))
      .finally(() => {
        this.#saying = null;
      });
  }

  #say(ended: boolean): Promise<void> {
    const { office, name, serves } = this.#options;
    return office.heartbeat({ instance: this.id, name, serves: serves(), ended });
  }
}
