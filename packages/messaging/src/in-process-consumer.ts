import type { Delivery, StreamConsumer, TakeOptions } from './port.ts';

export interface StoredEntry extends Delivery {
  /** Counts the lane's entries, from 1. */
  readonly ticket: number;
}

export interface TakenEntry extends StoredEntry {
  holder: { name: string; sinceMs: number };
}

/** What consumers need of the stream. */
export interface EntrySource {
  /**
   * Hands over new entries as lanes.ts says, at most `count`. Who owes time, and is the only one,
   * leaves slow ones to their turn.
   */
  handNew(taker: { name: string; owesTime: boolean }, count: number): TakenEntry[];
  /** Hands over entries that somebody has taken and for which `isWanted`, oldest first. */
  handTaken(name: string, count: number, isWanted: (taken: TakenEntry) => boolean): TakenEntry[];
  /** Whether a consumer of that name is open: in one process none dies but by being closed. */
  isOpen(name: string): boolean;
  remove(delivery: Delivery, costMs: number | undefined): void;
  /** Puts another entry in the place of this one. */
  renew(delivery: Delivery): void;
  /** Calls `wake` whenever there may be something to take, until the returned function is called. */
  onMore(wake: () => void): () => void;
}

export class InProcessConsumer implements StreamConsumer {
  readonly name: string;
  readonly slots: number;
  /** It has asked for entries. */
  isTaking = false;
  readonly #stream: EntrySource;
  readonly #onClose: () => void;
  /** By entry id, since when. */
  readonly #inHand = new Map<string, number>();
  readonly #closing = new AbortController();
  #catchingUp = true;
  #owesUntilMs = 0;

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
      const settle = (deliveries: Delivery[]): void => {
        clearTimeout(timer);
        stopListening();
        this.#closing.signal.removeEventListener('abort', giveUp);
        signal?.removeEventListener('abort', giveUp);
        resolve(deliveries);
      };
      const giveUp = (): void => settle([]);
      const timer = setTimeout(giveUp, waitMs);
      const stopListening = this.#stream.onMore(() => {
        const more = this.#takeNow(count);
        if (more.length > 0) settle(more);
      });
      this.#closing.signal.addEventListener('abort', giveUp);
      signal?.addEventListener('abort', giveUp);
    });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- failures reject, as with Redis
  async takeOver(count: number): Promise<Delivery[]> {
    if (this.#closing.signal.aborted) return [];
    const isWanted = ({ holder }: TakenEntry): boolean => !this.#stream.isOpen(holder.name);
    return this.#intoHand(this.#stream.handTaken(this.name, count, isWanted));
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- failures reject, as with Redis
  async claim(count: number, minIdleMs: number): Promise<Delivery[]> {
    const idleSince = performance.now() - minIdleMs;
    return this.#intoHand(
      this.#stream.handTaken(
        ...([this.name, count] as const),
        (stored) => this.#isNotInHand(stored) && stored.holder.sinceMs <= idleSince,
      ),
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
    this.#stream.renew(delivery);
  }

  release({ entryId, lane }: Delivery): void {
    const now = performance.now();
    const sinceMs = this.#inHand.get(entryId) ?? now;
    if (lane === 'slow') this.#owesUntilMs = now + (now - sinceMs);
    this.#inHand.delete(entryId);
  }

  close(): Promise<void> {
    this.#closing.abort();
    this.#onClose();
    return Promise.resolve();
  }

  #takeNow(count: number): Delivery[] {
    if (this.#catchingUp) {
      const own = this.#intoHand(
        this.#stream.handTaken(
          ...([this.name, count] as const),
          (stored) => this.#isNotInHand(stored) && stored.holder.name === this.name,
        ),
      );
      if (own.length > 0) return own;
      this.#catchingUp = false;
    }
    const owesTime = performance.now() < this.#owesUntilMs;
    return this.#intoHand(this.#stream.handNew({ name: this.name, owesTime }, count));
  }

  #isNotInHand({ entryId }: StoredEntry): boolean {
    return !this.#inHand.has(entryId);
  }

  #intoHand(handed: readonly StoredEntry[]): Delivery[] {
    return handed.map(({ entryId, lane, entry }) => {
      this.#inHand.set(entryId, performance.now());
      return { entryId, lane, entry };
    });
  }
}
