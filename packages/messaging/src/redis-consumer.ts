import { streamEntrySchema } from '@touchstone/contracts';
import type { Redis } from 'ioredis';
import { MessagingError } from './port.ts';
import type { Delivery, StreamConsumer, TakeOptions } from './port.ts';
import { attempt, blockGraceMs, longestBlockMs, whenReady } from './redis-connection.ts';
import { acknowledgeScript, forgetConsumersScript, handBackScript } from './redis-scripts.ts';
import type { StreamKeys } from './redis-stream.ts';

const group = 'graders';
const pauseAfterErrorMs = 200;

type RawEntry = readonly [entryId: string, fields: readonly string[] | null];

export interface RedisConsumerOptions {
  readonly name: string;
  readonly keys: StreamKeys;
  readonly commands: Redis;
  /** A connection of its own: a blocked read holds up all behind it. */
  readonly blocking: Redis;
  /** Consumers that hold nothing are forgotten when idle for so long. */
  readonly forgetAfterMs: number;
  readonly onError: (error: Error) => void;
  readonly onClose: () => void;
}

/**
 * Reads in two states. `catching up`: own pending entries, from the first, until none is left
 * that is not in hand; then `following`: new entries. Whatever leaves in doubt what Redis has
 * delivered (start, lost connection, unanswered or abandoned read, lost group) leads back to
 * catching up, so a delivery whose answer got lost is found again.
 */
export class RedisStreamConsumer implements StreamConsumer {
  readonly #options: RedisConsumerOptions;
  readonly #inHand = new Set<string>();
  readonly #closing = new AbortController();
  #catchingUp = true;

  constructor(options: RedisConsumerOptions) {
    this.#options = options;
    options.blocking.on('close', () => {
      this.#catchingUp = true;
    });
  }

  async take(count: number, { waitMs, signal }: TakeOptions): Promise<Delivery[]> {
    const taking = new AbortController();
    const sources = [this.#closing.signal, ...(signal ? [signal] : [])];
    const stop = (): void => taking.abort();
    if (sources.some(({ aborted }) => aborted)) return [];
    for (const source of sources) source.addEventListener('abort', stop);
    try {
      return await this.#takeUntil(count, performance.now() + waitMs, taking.signal);
    } finally {
      for (const source of sources) source.removeEventListener('abort', stop);
    }
  }

  async claim(count: number, minIdleMs: number): Promise<Delivery[]> {
    const { keys, commands, forgetAfterMs, onError } = this.#options;
    const claimed: Delivery[] = [];
    try {
      await this.#withGroup(commands, () => this.#claimInto(claimed, count, minIdleMs));
      await commands.eval(forgetConsumersScript, 1, keys.stream, group, forgetAfterMs);
    } catch (cause) {
      const error = new MessagingError('Redis did not hand over idle entries', { cause });
      if (claimed.length === 0) throw error;
      onError(error);
    }
    return claimed;
  }

  async acknowledge({ entryId, entry }: Delivery): Promise<void> {
    const { commands, keys } = this.#options;
    await attempt('acknowledge the entry', () =>
      commands.eval(
        ...([acknowledgeScript, 2, keys.stream, keys.records] as const),
        ...[group, entryId, entry.submissionId],
      ),
    );
    this.#inHand.delete(entryId);
  }

  async handBack({ entryId, entry }: Delivery): Promise<void> {
    const { commands, keys } = this.#options;
    await attempt('take the entry back', () =>
      commands.eval(
        ...([handBackScript, 2, keys.stream, keys.records] as const),
        ...[group, entryId, entry.submissionId, entry.attempt],
      ),
    );
    this.#inHand.delete(entryId);
  }

  release({ entryId }: Delivery): void {
    this.#inHand.delete(entryId);
  }

  close(): Promise<void> {
    this.#closing.abort();
    this.#options.blocking.disconnect();
    this.#options.onClose();
    return Promise.resolve();
  }

  async #takeUntil(count: number, deadline: number, stop: AbortSignal): Promise<Delivery[]> {
    const { blocking, onError } = this.#options;
    const remainingMs = (): number => Math.max(0, deadline - performance.now());
    do {
      if (!(await whenReady(blocking, remainingMs(), stop))) continue;
      try {
        const deliveries = await this.#read(count, remainingMs(), stop);
        if (deliveries.length > 0) return deliveries;
      } catch (error) {
        if (stop.aborted) break;
        onError(new MessagingError('Reading the stream failed', { cause: error }));
        await pause(Math.min(pauseAfterErrorMs, remainingMs()), stop);
      }
    } while (remainingMs() > 0 && !stop.aborted);
    return [];
  }

  /** Fills `claimed`, so that what was claimed before a failure is not lost with it. */
  async #claimInto(claimed: Delivery[], count: number, minIdleMs: number): Promise<void> {
    const { name, keys, commands } = this.#options;
    let cursor = '0-0';
    do {
      const wanted = count - claimed.length;
      const [next, entries] = (await commands.xautoclaim(
        ...([keys.stream, group, name, minIdleMs, cursor, 'COUNT', wanted] as const),
      )) as [string, RawEntry[]];
      claimed.push(...this.#deliver(entries));
      cursor = next;
    } while (cursor !== '0-0' && claimed.length < count);
  }

  async #read(count: number, remainingMs: number, stop: AbortSignal): Promise<Delivery[]> {
    return this.#withGroup(this.#options.blocking, async () => {
      if (this.#catchingUp) {
        const own = await this.#readOwnPending(count);
        if (own.length > 0) return own;
      }
      return this.#readNew(count, remainingMs, stop);
    });
  }

  /** Asks for as many more as are in hand, since those are pending too and come first. */
  async #readOwnPending(count: number): Promise<Delivery[]> {
    const { blocking, keys, name } = this.#options;
    const asked = count + this.#inHand.size;
    this.#catchingUp = false;
    try {
      const reply = await blocking.xreadgroup(
        ...(['GROUP', group, name, 'COUNT', asked, 'STREAMS', keys.stream, '0'] as const),
      );
      if (reply === null) throw new MessagingError('Redis did not answer in time');
      const entries = reply[0]?.[1] ?? [];
      const deliveries = this.#deliver(entries, count);
      if (entries.length >= asked) this.#catchingUp = true;
      return deliveries;
    } catch (error) {
      this.#catchingUp = true;
      throw error;
    }
  }

  async #readNew(count: number, remainingMs: number, stop: AbortSignal): Promise<Delivery[]> {
    const { blocking, keys, name } = this.#options;
    const blockMs = Math.ceil(Math.min(Math.max(1, remainingMs), longestBlockMs));
    const startedAt = performance.now();
    const abandon = (): void => blocking.disconnect(true);
    stop.addEventListener('abort', abandon);
    try {
      const reply = await blocking.xreadgroup(
        ...(['GROUP', group, name, 'COUNT', count] as const),
        ...(['BLOCK', blockMs, 'STREAMS', keys.stream, '>'] as const),
      );
      // ioredis gives null, too, when it gave up waiting. Redis may then have delivered entries.
      if (reply === null && performance.now() - startedAt >= blockMs + blockGraceMs) {
        this.#catchingUp = true;
        blocking.disconnect(true);
      }
      return this.#deliver(reply?.[0]?.[1] ?? []);
    } catch (error) {
      this.#catchingUp = true;
      throw error;
    } finally {
      stop.removeEventListener('abort', abandon);
    }
  }

  /** Makes the group, from the stream's beginning, when Redis does not know it (any more). */
  async #withGroup<T>(redis: Redis, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isGroupLost(error)) throw error;
      this.#catchingUp = true;
      await redis
        .xgroup('CREATE', this.#options.keys.stream, group, '0', 'MKSTREAM')
        .catch((reason: unknown) => {
          if (!(reason instanceof Error && reason.message.startsWith('BUSYGROUP'))) throw reason;
        });
      return await work();
    }
  }

  /** Takes entries into hand; drops those whose content is gone or makes no sense. */
  #deliver(entries: readonly RawEntry[], most = entries.length): Delivery[] {
    const deliveries: Delivery[] = [];
    for (const [entryId, fields] of entries) {
      if (this.#inHand.has(entryId) || deliveries.length === most) continue;
      const delivery = parseEntry(entryId, fields);
      if (delivery) {
        this.#inHand.add(entryId);
        deliveries.push(delivery);
      } else {
        this.#drop(entryId);
      }
    }
    return deliveries;
  }

  #drop(entryId: string): void {
    const { commands, keys, onError } = this.#options;
    onError(new MessagingError(`Stream entry ${entryId} is deleted or malformed and is dropped`));
    commands
      .multi()
      .xack(keys.stream, group, entryId)
      .xdel(keys.stream, entryId)
      .exec()
      .catch(onError);
  }
}

function parseEntry(entryId: string, fields: readonly string[] | null): Delivery | null {
  if (fields === null) return null;
  const valueOf = (name: string): string | undefined => fields[fields.indexOf(name) + 1];
  const parsed = streamEntrySchema.safeParse({
    submissionId: valueOf('submissionId'),
    attempt: Number(valueOf('attempt')),
  });
  return parsed.success ? { entryId, entry: parsed.data } : null;
}

/** NOGROUP answers a read; UNBLOCKED ends one that was waiting when the stream was deleted. */
const isGroupLost = (error: unknown): boolean =>
  error instanceof Error && /^(NOGROUP|UNBLOCKED)\b/.test(error.message);

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
