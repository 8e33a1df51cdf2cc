import type { Delivery, StreamConsumer } from '@touchstone/messaging';
import { DeadlineError, within } from '@touchstone/service';
import type { Logger } from 'pino';
import { pause, unlessAborted } from '../waiting.ts';

export interface GraderLoopOptions {
  readonly consumer: StreamConsumer;
  /** Does all there is to do for an entry; rejects never. */
  readonly grade: (delivery: Delivery, signal: AbortSignal) => Promise<void>;
  readonly slots: number;
  readonly claimIdleMs: number;
  readonly claimEveryMs: number;
  readonly logger: Logger;
  readonly onRunning: (running: number) => void;
  readonly onClaimed: (entries: number) => void;
}

/**
 * Fills free slots with entries: every `claimEveryMs` first with what silent graders left, else with
 * own pending and new ones. An entry keeps its slot until it is acknowledged or released.
 */
export class GraderLoop {
  readonly #options: GraderLoopOptions;
  readonly #running = new Set<Promise<void>>();
  readonly #stopTaking = new AbortController();
  readonly #giveUp = new AbortController();
  #claimedAt = -Infinity;
  #ended: Promise<void> = Promise.resolve();

  constructor(options: GraderLoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#ended = this.#run();
  }

  /** Takes nothing more, waits for what runs, and after `timeoutMs` hands back what still does. */
  async stop(timeoutMs: number): Promise<void> {
    this.#stopTaking.abort(new Error('The grader closes'));
    const finished = this.#ended.then(() => Promise.all(this.#running));
    try {
      await within(finished, timeoutMs, 'Finishing what runs');
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      this.#giveUp.abort(new Error('The grader closes'));
      await finished;
    }
    await this.#options.consumer.close();
  }

  async #run(): Promise<void> {
    const { slots, logger } = this.#options;
    const { signal } = this.#stopTaking;
    while (!signal.aborted) {
      const free = slots - this.#running.size;
      if (free > 0) {
        for (const delivery of await this.#next(free)) this.#start(delivery);
      } else {
        await unlessAborted(Promise.race(this.#running), signal).catch(() => undefined);
      }
    }
    logger.info({ running: this.#running.size }, 'Takes no more submissions');
  }

  async #next(free: number): Promise<Delivery[]> {
    const { consumer, claimEveryMs } = this.#options;
    const sinceClaimMs = performance.now() - this.#claimedAt;
    if (sinceClaimMs >= claimEveryMs) {
      const claimed = await this.#claim(free);
      if (claimed.length > 0) return claimed;
    }
    const { signal } = this.#stopTaking;
    const endsAt = Math.max(this.#claimedAt + claimEveryMs, performance.now() + 1);
    const taken = await consumer.take(free, { waitMs: endsAt - performance.now(), signal });
    // A consumer that somebody closed answers at once: do not ask it in a tight circle.
    if (taken.length === 0) await pause(endsAt - performance.now(), signal);
    return taken;
  }

  async #claim(free: number): Promise<Delivery[]> {
    const { consumer, claimIdleMs, logger, onClaimed } = this.#options;
    this.#claimedAt = performance.now();
    try {
      const silents = await consumer.takeOver(free);
      const claimed = silents.length > 0 ? silents : await consumer.claim(free, claimIdleMs);
      if (claimed.length > 0) {
        for (const { entry } of claimed) {
          const { submissionId, requestId } = entry;
          logger.warn({ submissionId, requestId }, 'Took over what another grader left');
        }
        onClaimed(claimed.length);
      }
      return claimed;
    } catch (error) {
      logger.warn({ err: error }, 'Could not look for what other graders left');
      return [];
    }
  }

  #start(delivery: Delivery): void {
    const { grade, onRunning } = this.#options;
    const running = grade(delivery, this.#giveUp.signal).finally(() => {
      this.#running.delete(running);
      onRunning(this.#running.size);
    });
    this.#running.add(running);
    onRunning(this.#running.size);
  }
}
