import type { Delivery, StreamConsumer } from '@touchstone/messaging';
import { DeadlineError, pause, unlessAborted, within } from '@touchstone/runtime';
import type { Logger } from 'pino';

export interface GraderLoopOptions {
  readonly consumer: StreamConsumer;
  /** Processes an entry. Never rejects. */
  readonly grade: (delivery: Delivery, signal: AbortSignal) => Promise<void>;
  readonly slots: number;
  readonly claimIdleMs: number;
  readonly claimIntervalMs: number;
  readonly logger: Logger;
  readonly onRunning: (running: number) => void;
  readonly onClaimed: (entries: number) => void;
}

/**
 * Fills free slots with entries: once in `claimIntervalMs` it first claims entries of silent graders,
 * otherwise it takes its own pending and new ones. An entry uses its slot until it is acknowledged, handed
 * back or released.
 */
export class GraderLoop {
  readonly #options: GraderLoopOptions;
  readonly #running = new Set<Promise<void>>();
  readonly #stopTaking = new AbortController();
  readonly #handBack = new AbortController();
  #claimedAt = -Infinity;
  #ended: Promise<void> = Promise.resolve();

  constructor(options: GraderLoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#ended = this.#run();
  }

  /** Stops taking entries, waits for running gradings, and after `timeoutMs` hands the rest back. */
  async stop(timeoutMs: number): Promise<void> {
    this.#stopTaking.abort(new Error('The grader closes'));
    const finished = this.#ended.then(() => Promise.all(this.#running));
    try {
      await within(finished, timeoutMs, 'Finishing the running gradings');
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      this.#handBack.abort(new Error('The grader closes'));
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
    logger.info({ running: this.#running.size }, 'Taking no more submissions');
  }

  async #next(free: number): Promise<Delivery[]> {
    const { consumer, claimIntervalMs } = this.#options;
    const sinceClaimMs = performance.now() - this.#claimedAt;
    if (sinceClaimMs >= claimIntervalMs) {
      const claimed = await this.#claim(free);
      if (claimed.length > 0) return claimed;
    }
    const { signal } = this.#stopTaking;
    const deadline = Math.max(this.#claimedAt + claimIntervalMs, performance.now() + 1);
    const taken = await consumer.take(free, { waitMs: deadline - performance.now(), signal });
    // A closed consumer resolves immediately, which must not make this a busy loop.
    if (taken.length === 0) await pause(deadline - performance.now(), signal);
    return taken;
  }

  async #claim(free: number): Promise<Delivery[]> {
    const { consumer, claimIdleMs, logger, onClaimed } = this.#options;
    this.#claimedAt = performance.now();
    try {
      const fromSilent = await consumer.claimFromSilent(free);
      const claimed =
        fromSilent.length > 0 ? fromSilent : await consumer.claimIdle(free, claimIdleMs);
      if (claimed.length > 0) {
        for (const { entry } of claimed) {
          const { submissionId, requestId } = entry;
          logger.warn({ submissionId, requestId }, 'Claimed an entry of another grader');
        }
        onClaimed(claimed.length);
      }
      return claimed;
    } catch (error) {
      logger.warn({ err: error }, 'Could not look for entries of other graders');
      return [];
    }
  }

  #start(delivery: Delivery): void {
    const { grade, onRunning } = this.#options;
    const running = grade(delivery, this.#handBack.signal).finally(() => {
      this.#running.delete(running);
      onRunning(this.#running.size);
    });
    this.#running.add(running);
    onRunning(this.#running.size);
  }
}
