import { pause } from '@touchstone/runtime/waiting';
import { lanes } from '../lanes.ts';
import { MessagingError, type Delivery, type StreamConsumer, type TakeOptions } from '../port.ts';
import { blockGraceMs, maxBlockMs, translateErrors, whenReady } from './connection.ts';
import {
  EntriesInProgress,
  entriesOfLanes,
  type LaneEntry,
  type RawEntry,
} from './entries-in-progress.ts';
import { group, type StreamKeys } from './keys.ts';
import { runScript, type ScriptedRedis } from './scripts.ts';

const pauseAfterErrorMs = 200;
/** Heartbeats are missing when the last one is older than this many intervals. */
const maxGapHeartbeats = 3;
/** After a gap, this many intervals must pass before silent graders are detected. */
const heartbeatsBeforeClaiming = 2;

export interface RedisConsumerOptions {
  readonly name: string;
  readonly slots: number;
  readonly keys: StreamKeys;
  readonly commands: ScriptedRedis;
  /** A separate connection: a blocked read delays all commands after it. */
  readonly blocking: ScriptedRedis;
  readonly heartbeatMs: number;
  readonly silentMs: number;
  /** Consumers without entries are removed when idle for longer than this. */
  readonly forgetAfterMs: number;
  readonly onError: (error: Error) => void;
  readonly onClose: () => void;
}

/**
 * Reads in two states. `catching up`: its own pending entries, from the first, until all of them are
 * in progress. Then `following`: new entries. Each event after which it is unknown what Redis has
 * delivered (start, lost connection, unanswered read) leads back to catching up, so a delivery whose
 * answer got lost is found again.
 *
 * A script that never blocks delivers new entries. When there are none, the consumer waits for the
 * bell, which rings for each entry added, and runs the script again.
 */
export class RedisStreamConsumer implements StreamConsumer {
  readonly #options: RedisConsumerOptions;
  readonly #inProgress: EntriesInProgress;
  readonly #closing = new AbortController();
  #catchingUp = true;
  #heartbeatTimer: NodeJS.Timeout | undefined;
  #firstHeartbeat: Promise<void> = Promise.resolve();
  /** Redis has received heartbeats without a gap since then, the last one at #lastHeartbeatMs. */
  #heartbeatsSinceMs = Infinity;
  #lastHeartbeatMs = -Infinity;
  /** Until then this grader, if it has the only slot, takes slow entries last. See lanes.ts. */
  #slowLaneBlockedUntilMs = 0;

  constructor(options: RedisConsumerOptions) {
    this.#options = options;
    this.#inProgress = new EntriesInProgress(options);
    options.blocking.on('close', () => {
      this.#catchingUp = true;
    });
  }

  async take(count: number, { waitMs, signal }: TakeOptions): Promise<Delivery[]> {
    const taking = new AbortController();
    const sources = [this.#closing.signal, ...(signal ? [signal] : [])];
    const stop = (): void => taking.abort();
    if (sources.some(({ aborted }) => aborted)) return [];
    this.#startHeartbeats();
    for (const source of sources) source.addEventListener('abort', stop);
    try {
      return await this.#takeUntil(count, performance.now() + waitMs, taking.signal);
    } finally {
      for (const source of sources) source.removeEventListener('abort', stop);
    }
  }

  async claimFromSilent(count: number): Promise<Delivery[]> {
    const { keys, commands, name, slots, silentMs } = this.#options;
    if (!this.#startHeartbeats() || !this.#canDetectSilence()) return [];
    const args = { name, slots, count, silentMs };
    const entries = await translateErrors('deliver entries of silent graders', () =>
      runScript(commands, 'claimFromSilent', keys, args),
    );
    return this.#inProgress.deliverClaimed(entries);
  }

  async claimIdle(count: number, minIdleMs: number): Promise<Delivery[]> {
    const { keys, commands, forgetAfterMs, onError } = this.#options;
    const claimed: Delivery[] = [];
    try {
      await this.#withGroups(commands, () => this.#claimInto(claimed, count, minIdleMs));
      await runScript(commands, 'forgetConsumers', keys, { idleMs: forgetAfterMs });
    } catch (cause) {
      const error = new MessagingError('Redis did not deliver idle entries', { cause });
      if (claimed.length === 0) throw error;
      onError(error);
    }
    return claimed;
  }

  async acknowledge(delivery: Delivery, costMs?: number): Promise<void> {
    await translateErrors('acknowledge the entry', () =>
      this.#end('acknowledgeEntry', delivery, costMs),
    );
  }

  async handBack(delivery: Delivery): Promise<void> {
    await translateErrors('hand the entry back', () => this.#end('handBackEntry', delivery));
  }

  release(delivery: Delivery): void {
    const { heldMs, isDueAgain } = this.#inProgress.release(delivery);
    if (isDueAgain) this.#catchingUp = true;
    if (delivery.lane === 'slow') this.#slowLaneBlockedUntilMs = performance.now() + heldMs;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearInterval(this.#heartbeatTimer);
    const { blocking, commands, keys, name, onClose } = this.#options;
    blocking.disconnect();
    onClose();
    // If this fails, its slots count for a few more seconds.
    if (this.#heartbeatTimer !== undefined) await commands.hdel(keys.graders, name).catch(() => 0);
  }

  async #end(
    script: 'acknowledgeEntry' | 'handBackEntry',
    delivery: Delivery,
    costMs?: number,
  ): Promise<void> {
    const { commands, keys } = this.#options;
    const { lane, entryId, entry } = delivery;
    await runScript(commands, script, keys, { lane, entryId, ...entry, costMs });
    this.release(delivery);
  }

  /** Returns false once it is closed. */
  #startHeartbeats(): boolean {
    if (this.#closing.signal.aborted) return false;
    if (this.#heartbeatTimer === undefined) {
      this.#heartbeatTimer = setInterval(
        () => void this.#sendHeartbeat(),
        this.#options.heartbeatMs,
      ).unref();
      this.#firstHeartbeat = this.#sendHeartbeat();
    }
    return true;
  }

  async #sendHeartbeat(): Promise<void> {
    const { commands, keys, name, slots, heartbeatMs } = this.#options;
    try {
      await runScript(commands, 'noteHeartbeat', keys, { name, slots });
    } catch {
      // One missed heartbeat does no harm, and the lost connection is reported elsewhere.
      return;
    }
    const nowMs = performance.now();
    if (nowMs - this.#lastHeartbeatMs > maxGapHeartbeats * heartbeatMs)
      this.#heartbeatsSinceMs = nowMs;
    this.#lastHeartbeatMs = nowMs;
  }

  /** After Redis or this process was unavailable, the other graders get time for heartbeats first. */
  #canDetectSilence(): boolean {
    const { heartbeatMs } = this.#options;
    const nowMs = performance.now();
    const isRecent = nowMs - this.#lastHeartbeatMs <= maxGapHeartbeats * heartbeatMs;
    return isRecent && nowMs - this.#heartbeatsSinceMs >= heartbeatsBeforeClaiming * heartbeatMs;
  }

  async #takeUntil(count: number, deadline: number, stop: AbortSignal): Promise<Delivery[]> {
    const { blocking, onError } = this.#options;
    const remainingMs = (): number => Math.max(0, deadline - performance.now());
    const abandon = (): void => blocking.disconnect(true);
    // Otherwise others could claim the pending entries that it finds.
    await this.#firstHeartbeat;
    do {
      if (!(await whenReady(blocking, remainingMs(), stop))) continue;
      stop.addEventListener('abort', abandon);
      try {
        const own = this.#catchingUp ? await this.#readOwnPending(count) : [];
        if (own.length > 0) return own;
        const { deliveries, rung } = await this.#readNew(count);
        if (deliveries.length > 0) return deliveries;
        if (!stop.aborted) await this.#waitForBell(rung, remainingMs());
      } catch (error) {
        if (stop.aborted) break;
        onError(new MessagingError('Reading the stream failed', { cause: error }));
        await pause(Math.min(pauseAfterErrorMs, remainingMs()), stop);
      } finally {
        stop.removeEventListener('abort', abandon);
      }
    } while (remainingMs() > 0 && !stop.aborted);
    return [];
  }

  /** Adds to `claimed`, so that entries claimed before a failure are not lost. */
  async #claimInto(claimed: Delivery[], count: number, minIdleMs: number): Promise<void> {
    const { name, keys, commands } = this.#options;
    for (const lane of lanes) {
      let cursor = '0-0';
      do {
        const wanted = count - claimed.length;
        if (wanted === 0) return;
        const [next, entries] = (await commands.xautoclaim(
          keys.lanes[lane],
          group,
          name,
          minIdleMs,
          cursor,
          'COUNT',
          wanted,
        )) as [string, RawEntry[]];
        const laneEntries = entries.map((entry): LaneEntry => [lane, ...entry]);
        claimed.push(...this.#inProgress.deliver(laneEntries));
        cursor = next;
      } while (cursor !== '0-0');
    }
  }

  /** Entries in progress are pending, too, and come first; so it reads as many more. */
  async #readOwnPending(count: number): Promise<Delivery[]> {
    const { blocking, keys, name } = this.#options;
    const limit = count + this.#inProgress.size;
    const streams = lanes.map((lane) => keys.lanes[lane]);
    return this.#catchUpIfItFails(async () => {
      const reply = await this.#withGroups(blocking, () => {
        this.#catchingUp = false;
        return blocking.xreadgroup(
          'GROUP',
          group,
          name,
          'COUNT',
          limit,
          'STREAMS',
          ...streams,
          ...streams.map(() => '0'),
        );
      });
      if (reply === null) throw new MessagingError('Redis did not answer in time');
      const entries = entriesOfLanes(keys, reply);
      const unseen = entries.filter(([lane, entryId]) => !this.#inProgress.has(lane, entryId));
      const wasCut = reply.some(([, ofLane]) => ofLane.length >= limit);
      if (wasCut || unseen.length > count) this.#catchingUp = true;
      return this.#inProgress.deliver(entries, count);
    });
  }

  async #readNew(count: number): Promise<{ deliveries: Delivery[]; rung: string }> {
    const { blocking, keys, name, slots } = this.#options;
    const isSlowBlocked = performance.now() < this.#slowLaneBlockedUntilMs;
    return this.#catchUpIfItFails(async () => {
      const args = { name, slots, count, isSlowBlocked };
      const [rung, ...entries] = await runScript(blocking, 'takeEntries', keys, args);
      return { deliveries: this.#inProgress.deliver(entries), rung };
    });
  }

  async #catchUpIfItFails<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#catchingUp = true;
      throw error;
    }
  }

  /** Resolves when the bell rings after the ring with that id, or when the time is over. */
  async #waitForBell(rung: string, remainingMs: number): Promise<void> {
    const { blocking, keys } = this.#options;
    const blockMs = Math.ceil(Math.min(Math.max(1, remainingMs), maxBlockMs));
    const startedAt = performance.now();
    const reply = await blocking.xread('BLOCK', blockMs, 'STREAMS', keys.bell, rung);
    // ioredis also resolves to null when it has given up waiting.
    if (reply === null && performance.now() - startedAt >= blockMs + blockGraceMs) {
      blocking.disconnect(true);
    }
  }

  /** Creates the groups when Redis does not have them, as after a loss of data. */
  async #withGroups<T>(redis: ScriptedRedis, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOGROUP'))) throw error;
      this.#catchingUp = true;
      await runScript(redis, 'createGroups', this.#options.keys, {});
      return await work();
    }
  }
}
