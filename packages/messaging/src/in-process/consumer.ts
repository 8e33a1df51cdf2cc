import type { Delivery, StreamConsumer, TakeOptions } from '../port.ts';

export interface StoredEntry extends Delivery {
  /** The entry's number in its lane, from 1. */
  readonly ticket: number;
}

export interface TakenEntry extends StoredEntry {
  holder: { name: string; sinceMs: number };
}

/** What consumers need from the stream. */
export interface EntrySource {
  /**
   * Delivers up to `count` new entries in the order of lanes.ts. `isSlowBlocked` matters when the
   * taker has the only slot: then it gets slow entries only when nothing else waits.
   */
  takeNew(taker: { name: string; isSlowBlocked: boolean }, count: number): TakenEntry[];
  /** Delivers entries that a consumer has taken and `isWanted` accepts, oldest first. */
  claimTaken(name: string, count: number, isWanted: (taken: TakenEntry) => boolean): TakenEntry[];
  /** Whether a consumer of that name is open: within a process, consumers only end by `close`. */
  isOpen(name: string): boolean;
  remove(delivery: Delivery, costMs: number | undefined): void;
  /** Replaces the entry with a new one. */
  replace(delivery: Delivery): void;
  /** Calls `wake` whenever there may be entries to take, until the returned function is called. */
  onMore(wake: () => void): () => void;
}

export class InProcessConsumer implements StreamConsumer {
  readonly name: string;
  readonly slots: number;
  /** Whether it has called `take`. */
  isTaking = false;
  readonly #stream: EntrySource;
  readonly #onClose: () => void;
  /** Start times by entry id. */
  readonly #inProgress = new Map<string, number>();
  readonly #closing = new AbortController();
  #catchingUp = true;
  #slowLaneBlockedUntilMs = 0;

  constructor(options: { stream: EntrySource; name: string; slots: number; onClose: () => void }) {
    this.#stream = options.stream;
    this.name = options.name;
    this.slots = options.slots;
    this.#onClose = options.onClose;
  }

  take(count: number, { waitMs, signal }: TakeOptions): Promise<Delivery[]> {
    if (signal?.aborted || this.#closing.signal.aborted) return Promise.resolve([]);
    this.isTaking = true;
    const ready = this.#takeNow(count);
    if (ready.length > 0) return Promise.resolve(ready);
    return new Promise((resolve) => {
      const finish = (deliveries: Delivery[]): void => {
        clearTimeout(timer);
        stopListening();
        this.#closing.signal.removeEventListener('abort', giveUp);
        signal?.removeEventListener('abort', giveUp);
        resolve(deliveries);
      };
      const giveUp = (): void => finish([]);
      const timer = setTimeout(giveUp, waitMs);
      const stopListening = this.#stream.onMore(() => {
        const more = this.#takeNow(count);
        if (more.length > 0) finish(more);
      });
      this.#closing.signal.addEventListener('abort', giveUp);
      signal?.addEventListener('abort', giveUp);
    });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- failures reject, as with Redis
  async claimFromSilent(count: number): Promise<Delivery[]> {
    if (this.#closing.signal.aborted) return [];
    const isWanted = ({ holder }: TakenEntry): boolean => !this.#stream.isOpen(holder.name);
    return this.#claim(count, isWanted);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- failures reject, as with Redis
  async claimIdle(count: number, minIdleMs: number): Promise<Delivery[]> {
    const idleSince = performance.now() - minIdleMs;
    return this.#claim(
      count,
      ({ entryId, holder }) => !this.#inProgress.has(entryId) && holder.sinceMs <= idleSince,
    );
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- failures reject, as with Redis
  async acknowledge(delivery: Delivery, costMs?: number): Promise<void> {
    this.#stream.remove(delivery, costMs);
    this.release(delivery);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- failures reject, as with Redis
  async handBack(delivery: Delivery): Promise<void> {
    this.release(delivery);
    this.#stream.replace(delivery);
  }

  release({ entryId, lane }: Delivery): void {
    const now = performance.now();
    const sinceMs = this.#inProgress.get(entryId) ?? now;
    if (lane === 'slow') this.#slowLaneBlockedUntilMs = now + (now - sinceMs);
    this.#inProgress.delete(entryId);
  }

  close(): Promise<void> {
    this.#closing.abort();
    this.#onClose();
    return Promise.resolve();
  }

  #takeNow(count: number): Delivery[] {
    if (this.#catchingUp) {
      const own = this.#claim(
        count,
        ({ entryId, holder }) => !this.#inProgress.has(entryId) && holder.name === this.name,
      );
      if (own.length > 0) return own;
      this.#catchingUp = false;
    }
    const isSlowBlocked = performance.now() < this.#slowLaneBlockedUntilMs;
    return this.#start(this.#stream.takeNew({ name: this.name, isSlowBlocked }, count));
  }

  #claim(count: number, isWanted: (taken: TakenEntry) => boolean): Delivery[] {
    return this.#start(this.#stream.claimTaken(this.name, count, isWanted));
  }

  #start(taken: readonly StoredEntry[]): Delivery[] {
    return taken.map(({ entryId, lane, entry }) => {
      this.#inProgress.set(entryId, performance.now());
      return { entryId, lane, entry };
    });
  }
}
