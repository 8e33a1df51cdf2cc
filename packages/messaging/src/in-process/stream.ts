import { randomUUID } from 'node:crypto';
import type { StreamEntry } from '@touchstone/contracts';
import {
  InProcessConsumer,
  type EntrySource,
  type StoredEntry,
  type TakenEntry,
} from './consumer.ts';
import { chooseLane, Costs, mapLanes, LaneCounts, slotsOf } from './lanes.ts';
import { liveLanes, type Lane, type LaneStates, type Place, type Prospect } from '../lanes.ts';
import { MessagingError } from '../port.ts';
import type { Delivery, StreamConsumer, SubmissionStream } from '../port.ts';

/** A stream in memory, with the semantics of the one on Redis. */
export class InProcessStream implements SubmissionStream, EntrySource {
  /** By submission id. */
  readonly #entries = new Map<string, StoredEntry>();
  /** Entries that nobody has taken, in the order added. */
  readonly #new = mapLanes(() => new Set<StoredEntry>());
  /** The other entries, by entry id. */
  readonly #taken = new Map<string, TakenEntry>();
  readonly #counts = mapLanes(() => new LaneCounts());
  readonly #costs = new Costs();
  readonly #waiting = new Set<() => void>();
  readonly #consumers = new Set<InProcessConsumer>();
  #nextLane: 'quick' | 'crowded' = 'quick';
  #closed = false;

  // eslint-disable-next-line @typescript-eslint/require-await -- failures reject, as with Redis
  async add(entry: StreamEntry, lane?: 'regrade'): Promise<void> {
    this.#assertOpen();
    if (this.#entries.has(entry.submissionId)) return;
    this.#put(lane ?? this.#laneFor(entry), entry);
    this.#wake();
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

  // eslint-disable-next-line @typescript-eslint/require-await -- failures reject, as with Redis
  async lanes(): Promise<LaneStates> {
    this.#assertOpen();
    const length = mapLanes(() => 0);
    for (const { lane } of this.#entries.values()) length[lane]++;
    const isWaiting = (lane: Lane): boolean => this.#new[lane].size > 0;
    return mapLanes((lane) =>
      this.#counts[lane].state(length[lane], slotsOf(lane, this.#slots(), isWaiting)),
    );
  }

  async prospect(assignmentId: string): Promise<Prospect> {
    const lane = chooseLane(assignmentId, this.#costs, this.#counts);
    const held = this.#counts[lane].held(assignmentId);
    return { lane, held, ...(await this.lanes())[lane] };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- failures reject, as with Redis
  async positions(submissionIds: readonly string[]): Promise<(Place | null)[]> {
    this.#assertOpen();
    return submissionIds.map((id) => {
      const stored = this.#entries.get(id);
      if (stored === undefined) return null;
      const { lane, ticket } = stored;
      return { lane, position: Math.max(0, ticket - this.#counts[lane].taken - 1) };
    });
  }

  consumer(name: string, slots = 1): StreamConsumer {
    const onClose = (): void => void this.#consumers.delete(consumer);
    const consumer = new InProcessConsumer({ stream: this, name, slots, onClose });
    this.#consumers.add(consumer);
    return consumer;
  }

  close(): void {
    this.#closed = true;
    for (const consumer of [...this.#consumers]) void consumer.close();
  }

  takeNew(taker: { name: string; isSlowBlocked: boolean }, count: number): TakenEntry[] {
    const slots = this.#slots();
    const taken: TakenEntry[] = [];
    let slowRunning = this.#running('slow');
    const take = (lane: Lane): boolean => {
      const stored = this.#nextOf(lane);
      if (stored === null) return false;
      taken.push(this.#assign(taker.name, stored));
      return true;
    };
    const takeSlow = (limit: number): void => {
      while (taken.length < count && slowRunning < limit && take('slow')) slowRunning++;
    };

    takeSlow(slots > 1 ? Math.floor(slots / 2) : taker.isSlowBlocked ? 0 : 1);
    while (taken.length < count) {
      const other = this.#nextLane === 'quick' ? 'crowded' : 'quick';
      if (!take(this.#nextLane) && !take(other)) break;
      this.#nextLane = other;
    }
    takeSlow(Math.max(1, slots - 1));
    let regradesRunning = this.#running('regrade');
    while (
      taken.length < count &&
      liveLanes.every((lane) => this.#new[lane].size === 0) &&
      regradesRunning < Math.max(1, Math.floor(slots / 2)) &&
      slowRunning + regradesRunning < Math.max(1, slots - 1) &&
      take('regrade')
    ) {
      regradesRunning++;
    }
    return taken;
  }

  claimTaken(name: string, count: number, isWanted: (entry: TakenEntry) => boolean): TakenEntry[] {
    const taken: TakenEntry[] = [];
    for (const stored of this.#taken.values()) {
      if (taken.length === count) break;
      if (!isWanted(stored)) continue;
      stored.holder = { name, sinceMs: performance.now() };
      taken.push(stored);
    }
    return taken;
  }

  isOpen(name: string): boolean {
    return [...this.#consumers].some((consumer) => consumer.name === name);
  }

  remove({ entryId, entry }: Delivery, costMs: number | undefined): void {
    this.#assertOpen();
    const stored = this.#removeEntry({ entryId, entry });
    if (stored === null) return;
    const usualMs = costMs === undefined ? 0 : this.#costs.add(entry.assignmentId, costMs);
    this.#counts[stored.lane].acknowledged(usualMs);
    if (stored.lane === 'slow' || stored.lane === 'regrade') this.#wake();
  }

  replace({ entryId, entry }: Delivery): void {
    this.#assertOpen();
    const removed = this.#removeEntry({ entryId, entry });
    if (removed === null) return;
    this.#put(removed.lane === 'regrade' ? 'regrade' : this.#laneFor(entry), entry);
    this.#wake();
  }

  onMore(wake: () => void): () => void {
    this.#waiting.add(wake);
    return () => void this.#waiting.delete(wake);
  }

  /** Null when the submission has another entry by now, or none. */
  #removeEntry({ entryId, entry }: Pick<Delivery, 'entryId' | 'entry'>): StoredEntry | null {
    const stored = this.#entries.get(entry.submissionId);
    if (stored?.entryId !== entryId) return null;
    this.#entries.delete(entry.submissionId);
    this.#taken.delete(entryId);
    this.#counts[stored.lane].remove(entry);
    return stored;
  }

  #put(lane: Lane, entry: StreamEntry): void {
    const ticket = this.#counts[lane].add(entry);
    const stored = { entryId: randomUUID(), lane, entry, ticket };
    this.#entries.set(entry.submissionId, stored);
    this.#new[lane].add(stored);
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  /** The lane's first entry; moves those before it that have turned out slow. */
  #nextOf(lane: Lane): StoredEntry | null {
    for (const stored of this.#new[lane]) {
      this.#new[lane].delete(stored);
      this.#counts[lane].taken++;
      if (lane === 'slow' || lane === 'regrade' || !this.#costs.isSlow(stored.entry.assignmentId))
        return stored;
      this.#counts[lane].remove(stored.entry);
      this.#put('slow', stored.entry);
      // Later, since this call is in the middle of delivering entries.
      queueMicrotask(() => this.#wake());
    }
    return null;
  }

  #assign(name: string, stored: StoredEntry): TakenEntry {
    const taken = { ...stored, holder: { name, sinceMs: performance.now() } };
    this.#taken.set(stored.entryId, taken);
    return taken;
  }

  #slots(): number {
    return [...this.#consumers]
      .filter(({ isTaking }) => isTaking)
      .reduce((sum, { slots }) => sum + slots, 0);
  }

  #laneFor({ assignmentId }: StreamEntry): Lane {
    return chooseLane(assignmentId, this.#costs, this.#counts);
  }

  /** Entries of the lane at open consumers. */
  #running(of: Lane): number {
    const names = new Set([...this.#consumers].map(({ name }) => name));
    return [...this.#taken.values()].filter(
      ({ lane, holder }) => lane === of && names.has(holder.name),
    ).length;
  }

  #assertOpen(): void {
    if (this.#closed) throw new MessagingError('Messaging is closed');
  }
}
