import { randomUUID } from 'node:crypto';
import type { StreamEntry } from '@touchstone/contracts';
import { MessagingError } from './port.ts';
import type { Delivery, StreamConsumer, SubmissionStream, TakeOptions } from './port.ts';

interface StoredEntry extends Delivery {
  /** Null while nobody has taken it. */
  holder: { name: string; sinceMs: number } | null;
}

/** A stream that lives as long as its process, with the semantics of the one on Redis. */
export class InProcessStream implements SubmissionStream {
  /** By submission id, in the order added; the record and the entry in one. */
  readonly #entries = new Map<string, StoredEntry>();
  readonly #waiting = new Set<() => void>();
  readonly #consumers = new Set<InProcessConsumer>();
  #closed = false;

  // eslint-disable-next-line @typescript-eslint/require-await -- failures reject, as with Redis
  async add(entry: StreamEntry): Promise<void> {
    this.#assertOpen();
    if (!this.#entries.has(entry.submissionId)) this.#put(entry);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- failures reject, as with Redis
  async missing(submissionIds: readonly string[]): Promise<string[]> {
    this.#assertOpen();
    return submissionIds.filter((id) => !this.#entries.has(id));
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- failures reject, as with Redis
  async length(): Promise<number> {
    this.#assertOpen();
    return this.#entries.size;
  }

  consumer(name: string): StreamConsumer {
    const consumer = new InProcessConsumer(this, name, () => this.#consumers.delete(consumer));
    this.#consumers.add(consumer);
    return consumer;
  }

  close(): void {
    this.#closed = true;
    for (const consumer of [...this.#consumers]) void consumer.close();
  }

  /** Gives `name` up to `count` entries for which `isWanted`, oldest first. */
  hand(name: string, count: number, isWanted: (entry: StoredEntry) => boolean): Delivery[] {
    const taken: Delivery[] = [];
    for (const stored of this.#entries.values()) {
      if (taken.length === count) break;
      if (!isWanted(stored)) continue;
      stored.holder = { name, sinceMs: performance.now() };
      taken.push({ entryId: stored.entryId, entry: stored.entry });
    }
    return taken;
  }

  /** Whether the entry was there. */
  remove({ entryId, entry }: Delivery): boolean {
    this.#assertOpen();
    if (this.#entries.get(entry.submissionId)?.entryId !== entryId) return false;
    return this.#entries.delete(entry.submissionId);
  }

  /** Puts another entry in the place of this one. */
  renew(delivery: Delivery): void {
    if (this.remove(delivery)) this.#put(delivery.entry);
  }

  /** Calls `wake` on each entry added until the returned function is called. */
  onAdded(wake: () => void): () => void {
    this.#waiting.add(wake);
    return () => void this.#waiting.delete(wake);
  }

  #put(entry: StreamEntry): void {
    this.#entries.set(entry.submissionId, { entryId: randomUUID(), entry, holder: null });
    for (const wake of [...this.#waiting]) wake();
  }

  #assertOpen(): void {
    if (this.#closed) throw new MessagingError('Messaging is closed');
  }
}

class InProcessConsumer implements StreamConsumer {
  readonly #stream: InProcessStream;
  readonly #name: string;
  readonly #onClose: () => void;
  readonly #inHand = new Set<string>();
  readonly #closing = new AbortController();
  #catchingUp = true;

  constructor(stream: InProcessStream, name: string, onClose: () => void) {
    this.#stream = stream;
    this.#name = name;
    this.#onClose = onClose;
  }

  take(count: number, { waitMs, signal }: TakeOptions): Promise<Delivery[]> {
    if (signal?.aborted || this.#closing.signal.aborted) return Promise.resolve([]);
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
      const stopListening = this.#stream.onAdded(() => {
        const added = this.#takeNow(count);
        if (added.length > 0) settle(added);
      });
      this.#closing.signal.addEventListener('abort', giveUp);
      signal?.addEventListener('abort', giveUp);
    });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- failures reject, as with Redis
  async claim(count: number, minIdleMs: number): Promise<Delivery[]> {
    const idleSince = performance.now() - minIdleMs;
    return this.#hand(count, ({ holder }) => holder !== null && holder.sinceMs <= idleSince);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- failures reject, as with Redis
  async acknowledge(delivery: Delivery): Promise<void> {
    this.#stream.remove(delivery);
    this.#inHand.delete(delivery.entryId);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- failures reject, as with Redis
  async handBack(delivery: Delivery): Promise<void> {
    this.#inHand.delete(delivery.entryId);
    this.#stream.renew(delivery);
  }

  release({ entryId }: Delivery): void {
    this.#inHand.delete(entryId);
  }

  close(): Promise<void> {
    this.#closing.abort();
    this.#onClose();
    return Promise.resolve();
  }

  #takeNow(count: number): Delivery[] {
    if (this.#catchingUp) {
      const own = this.#hand(count, ({ holder }) => holder?.name === this.#name);
      if (own.length > 0) return own;
      this.#catchingUp = false;
    }
    return this.#hand(count, ({ holder }) => holder === null);
  }

  #hand(count: number, isWanted: (entry: StoredEntry) => boolean): Delivery[] {
    const handed = this.#stream.hand(
      this.#name,
      count,
      (stored) => !this.#inHand.has(stored.entryId) && isWanted(stored),
    );
    for (const { entryId } of handed) this.#inHand.add(entryId);
    return handed;
  }
}
