import type { Redis } from 'ioredis';
import { lanes } from './lanes.ts';
import { MessagingError } from './port.ts';
import type { Delivery, StreamConsumer, TakeOptions } from './port.ts';
import { attempt, blockGraceMs, longestBlockMs, whenReady } from './redis-connection.ts';
import { EntriesInHand, entriesOfLanes, type LaneEntry, type RawEntry } from './redis-entries.ts';
import { group, runScript, type StreamKeys } from './redis-keys.ts';
import {
  acknowledgeScript,
  beatScript,
  forgetConsumersScript,
  handBackScript,
  makeGroupsScript,
  takeOverScript,
} from './redis-scripts.ts';
import { takeScript } from './redis-take-script.ts';

const pauseAfterErrorMs = 200;
/** So much later than it is due a beat was missed. */
const beatsOfGap = 3;
const beatsBeforeJudging = 2;

export interface RedisConsumerOptions {
  readonly name: string;
  readonly slots: number;
  readonly keys: StreamKeys;
  readonly commands: Redis;
  /** A connection of its own: a blocked read holds up all behind it. */
  readonly blocking: Redis;
  readonly beatMs: number;
  readonly silentMs: number;
  /** Consumers that hold nothing are forgotten when idle for so long. */
  readonly forgetAfterMs: number;
  readonly onError: (error: Error) => void;
  readonly onClose: () => void;
}

/**
 * Reads in two states. `catching up`: own pending entries, from the first, until none is left
 * that is not in hand; then `following`: new entries. Whatever leaves in doubt what Redis has
 * delivered (start, lost connection, unanswered read) leads back to catching up, so a delivery
 * whose answer got lost is found again.
 *
 * New entries are delivered by a script that never blocks. When there are none to take it waits
 * for the bell, which rings at each entry added, and asks the script again.
 */
export class RedisStreamConsumer implements StreamConsumer {
  readonly #options: RedisConsumerOptions;
  readonly #inHand: EntriesInHand;
  readonly #closing = new AbortController();
  #catchingUp = true;
  #beating: NodeJS.Timeout | undefined;
  #firstBeat: Promise<void> = Promise.resolve();
  /** Redis has heard it without a gap from then until the last time. */
  #heardFromMs = Infinity;
  #heardLastMs = -Infinity;
  /** Until then this grader, if it is the only one, leaves slow entries to their turn. */
  #owesUntilMs = 0;

  constructor(options: RedisConsumerOptions) {
    this.#options = options;
    this.#inHand = new EntriesInHand(options);
    options.blocking.on('close', () => {
      this.#catchingUp = true;
    });
  }

  async take(count: number, { waitMs, signal }: TakeOptions): Promise<Delivery[]> {
    const taking = new AbortController();
    const sources = [this.#closing.signal, ...(signal ? [signal] : [])];
    const stop = (): void => taking.abort();
    if (sources.some(({ aborted }) => aborted)) return [];
    this.#startBeating();
    for (const source of sources) source.addEventListener('abort', stop);
    try {
      return await this.#takeUntil(count, performance.now() + waitMs, taking.signal);
    } finally {
      for (const source of sources) source.removeEventListener('abort', stop);
    }
  }

  async takeOver(count: number): Promise<Delivery[]> {
    const { keys, commands, name, slots, silentMs } = this.#options;
    if (!this.#startBeating() || !this.#mayJudgeSilence()) return [];
    const args = [group, name, slots, count, silentMs];
    const reply = await attempt('hand over entries of silent graders', () =>
      runScript(commands, takeOverScript, keys, ...args),
    );
    return this.#inHand.deliverTakenOver(reply as LaneEntry[]);
  }

  async claim(count: number, minIdleMs: number): Promise<Delivery[]> {
    const { keys, commands, forgetAfterMs, onError } = this.#options;
    const claimed: Delivery[] = [];
    try {
      await this.#withGroups(commands, () => this.#claimInto(claimed, count, minIdleMs));
      await runScript(commands, forgetConsumersScript, keys, group, forgetAfterMs);
    } catch (cause) {
      const error = new MessagingError('Redis did not hand over idle entries', { cause });
      if (claimed.length === 0) throw error;
      onError(error);
    }
    return claimed;
  }

  async acknowledge(delivery: Delivery, costMs?: number): Promise<void> {
    await attempt('acknowledge the entry', () =>
      this.#runFor(delivery, acknowledgeScript, costMs ?? ''),
    );
    this.release(delivery);
  }

  async handBack(delivery: Delivery): Promise<void> {
    const { attempt: attempts, requestId = '' } = delivery.entry;
    await attempt('take the entry back', () =>
      this.#runFor(delivery, handBackScript, attempts, requestId),
    );
    this.release(delivery);
  }

  release(delivery: Delivery): void {
    const { heldMs, isDueAgain } = this.#inHand.letGo(delivery);
    if (isDueAgain) this.#catchingUp = true;
    if (delivery.lane === 'slow') this.#owesUntilMs = performance.now() + heldMs;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearInterval(this.#beating);
    const { blocking, commands, keys, name, onClose } = this.#options;
    blocking.disconnect();
    onClose();
    // If this fails, its slots count for a few seconds more.
    if (this.#beating !== undefined) await commands.hdel(keys.graders, name).catch(() => 0);
  }

  #runFor({ lane, entryId, entry }: Delivery, script: string, ...more: (string | number)[]) {
    const { commands, keys } = this.#options;
    const { submissionId, assignmentId } = entry;
    const of = [group, lanes.indexOf(lane) + 1, entryId, submissionId, assignmentId];
    return runScript(commands, script, keys, ...of, ...more);
  }

  /** False once it is closed. */
  #startBeating(): boolean {
    if (this.#closing.signal.aborted) return false;
    if (this.#beating === undefined) {
      this.#beating = setInterval(() => void this.#beat(), this.#options.beatMs).unref();
      this.#firstBeat = this.#beat();
    }
    return true;
  }

  async #beat(): Promise<void> {
    const { commands, keys, name, slots, beatMs } = this.#options;
    try {
      await runScript(commands, beatScript, keys, name, slots);
    } catch {
      // A missed beat is no matter, and the loss of the connection is reported by itself.
      return;
    }
    const nowMs = performance.now();
    if (nowMs - this.#heardLastMs > beatsOfGap * beatMs) this.#heardFromMs = nowMs;
    this.#heardLastMs = nowMs;
  }

  /** After Redis, or this process, was away, the others get the time for a beat or two. */
  #mayJudgeSilence(): boolean {
    const { beatMs } = this.#options;
    const nowMs = performance.now();
    const isHeard = nowMs - this.#heardLastMs <= beatsOfGap * beatMs;
    return isHeard && nowMs - this.#heardFromMs >= beatsBeforeJudging * beatMs;
  }

  async #takeUntil(count: number, deadline: number, stop: AbortSignal): Promise<Delivery[]> {
    const { blocking, onError } = this.#options;
    const remainingMs = (): number => Math.max(0, deadline - performance.now());
    const abandon = (): void => blocking.disconnect(true);
    // Else others would take over what it finds that it has.
    await this.#firstBeat;
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

  /** Fills `claimed`, so that what was claimed before a failure is not lost with it. */
  async #claimInto(claimed: Delivery[], count: number, minIdleMs: number): Promise<void> {
    const { name, keys, commands } = this.#options;
    for (const lane of lanes) {
      let cursor = '0-0';
      do {
        const wanted = count - claimed.length;
        if (wanted === 0) return;
        const [next, entries] = (await commands.xautoclaim(
          ...([keys.lanes[lane], group, name, minIdleMs, cursor, 'COUNT', wanted] as const),
        )) as [string, RawEntry[]];
        const laneEntries = entries.map((entry): LaneEntry => [lane, ...entry]);
        claimed.push(...this.#inHand.deliver(laneEntries));
        cursor = next;
      } while (cursor !== '0-0');
    }
  }

  /** Asks for as many more as are in hand, since those are pending too and come first. */
  async #readOwnPending(count: number): Promise<Delivery[]> {
    const { blocking, keys, name } = this.#options;
    const asked = count + this.#inHand.size;
    const streams = lanes.map((lane) => keys.lanes[lane]);
    return this.#inDoubtIfItFails(async () => {
      const reply = await this.#withGroups(blocking, () => {
        this.#catchingUp = false;
        return blocking.xreadgroup(
          ...(['GROUP', group, name, 'COUNT', asked, 'STREAMS'] as const),
          ...[...streams, ...streams.map(() => '0')],
        );
      });
      if (reply === null) throw new MessagingError('Redis did not answer in time');
      const entries = entriesOfLanes(keys, reply);
      const unseen = entries.filter(([lane, entryId]) => !this.#inHand.has(lane, entryId));
      const wasCut = reply.some(([, ofLane]) => ofLane.length >= asked);
      if (wasCut || unseen.length > count) this.#catchingUp = true;
      return this.#inHand.deliver(entries, count);
    });
  }

  async #readNew(count: number): Promise<{ deliveries: Delivery[]; rung: string }> {
    const { blocking, keys, name, slots } = this.#options;
    const owes = performance.now() < this.#owesUntilMs ? 1 : 0;
    return this.#inDoubtIfItFails(async () => {
      const args = [group, name, slots, count, owes];
      const reply = await runScript(blocking, takeScript, keys, ...args);
      const [rung, ...entries] = reply as [string, ...LaneEntry[]];
      return { deliveries: this.#inHand.deliver(entries), rung };
    });
  }

  async #inDoubtIfItFails<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#catchingUp = true;
      throw error;
    }
  }

  /** Resolves when the bell has rung after that ring, and when time is over. */
  async #waitForBell(rung: string, remainingMs: number): Promise<void> {
    const { blocking, keys } = this.#options;
    const blockMs = Math.ceil(Math.min(Math.max(1, remainingMs), longestBlockMs));
    const startedAt = performance.now();
    const reply = await blocking.xread('BLOCK', blockMs, 'STREAMS', keys.bell, rung);
    // ioredis gives null, too, when it gave up waiting.
    if (reply === null && performance.now() - startedAt >= blockMs + blockGraceMs) {
      blocking.disconnect(true);
    }
  }

  /** Makes the groups, from the streams' beginning, when Redis does not know them (any more). */
  async #withGroups<T>(redis: Redis, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOGROUP'))) throw error;
      this.#catchingUp = true;
      await runScript(redis, makeGroupsScript, this.#options.keys, group);
      return await work();
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', settle);
      resolve();
    };
    const timer = setTimeout(settle, ms);
    signal.addEventListener('abort', settle);
  });
}
