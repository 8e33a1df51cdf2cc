import type { StreamEntry, SubmissionChanged } from '@touchstone/contracts';
import type { Lane, LaneStates, Place, Prospect } from './lanes.ts';

/*
 * How the services communicate besides HTTP. Two adapters pass the same conformance suite: Redis
 * (redis/) and one process (in-process/).
 *
 * The states of a stream entry:
 *
 *   add ──> new ──take──> in progress at one consumer ──acknowledge──> removed
 *            ^             │  │  ^
 *            ╰──hand back──╯  │  │ take by the same consumer (pending entries first),
 *       consumer dies,        v  │ claimFromSilent by another while that one is silent,
 *       or release         pending claimIdle by any, after minIdleMs
 *
 * The stream has four lanes, so that no assignment and no crowd delays all others; lanes.ts decides
 * which entry goes where, and which is taken first.
 *
 * Redis may lose all of it at any time. Then `missing` returns the submissions whose entry is gone,
 * the sweeper adds them again, and consumers continue automatically.
 */

export interface Delivery {
  /** Unique within its lane. */
  readonly entryId: string;
  readonly lane: Lane;
  readonly entry: StreamEntry;
}

export interface SubmissionStream {
  /**
   * Adds an entry, to the lane that fits its assignment or to `regrade`, and notes, in the same atomic step and the same store, that the submission has
   * one. Does nothing for a submission that has an entry. Rejects with MessagingError within a second
   * when it is not known whether the entry was added.
   */
  add(entry: StreamEntry, lane?: 'regrade'): Promise<void>;
  /** The submissions without an entry: never added, acknowledged, or lost by Redis. */
  missing(submissionIds: readonly string[]): Promise<string[]>;
  /** Entries not yet acknowledged, in all lanes. */
  length(): Promise<number>;
  lanes(): Promise<LaneStates>;
  /** Where an entry of that assignment would go if it were added now. */
  prospect(assignmentId: string): Promise<Prospect>;
  /**
   * For each submission its lane, and how many entries there will be delivered before its own: 0 when it
   * has been delivered. Null when it has no entry.
   */
  positions(submissionIds: readonly string[]): Promise<(Place | null)[]>;
  /**
   * Consumers that are open at the same time need different names. `slots` (1 by default) is how
   * many entries it works on at once; they count from its first `take` on.
   */
  consumer(name: string, slots?: number): StreamConsumer;
}

export interface TakeOptions {
  readonly waitMs: number;
  readonly signal?: AbortSignal;
}

/** One reader of the stream. Calls of `take` must not overlap. */
export interface StreamConsumer {
  /**
   * Delivers up to `count` entries: its own pending ones first (at the start and after each
   * reconnect), then new ones. Waits up to `waitMs`; resolves to `[]` on time-out, on abort and after
   * `close`. Never rejects: while the store is unavailable it waits. An entry in progress, which was
   * delivered and neither acknowledged nor released, is not delivered again.
   */
  take(count: number, options: TakeOptions): Promise<Delivery[]>;
  /**
   * Claims entries of silent consumers. A consumer sends heartbeats from its first `take` until it is
   * closed, also while it takes nothing. One that is frozen or starved is silent, too; if it wakes
   * up, two consumers have the same entry in progress. A consumer that was itself silent a moment ago
   * claims nothing: it can't know who is silent.
   */
  claimFromSilent(count: number): Promise<Delivery[]>;
  /**
   * Claims entries that have been idle for at least `minIdleMs`, even of consumers that are not
   * silent. `minIdleMs` must exceed the longest time a living consumer works on an entry; otherwise
   * it is graded twice.
   */
  claimIdle(count: number, minIdleMs: number): Promise<Delivery[]>;
  /**
   * Removes the entry in one atomic step. May be repeated. `costMs` is how long grading it took, if
   * it was graded; it decides the lane of the assignment's next entries.
   */
  acknowledge(delivery: Delivery, costMs?: number): Promise<void>;
  /**
   * Replaces this entry with a new one for the same submission, in one atomic step, which any
   * consumer may take immediately. Does nothing when the submission has another entry, or none.
   */
  handBack(delivery: Delivery): Promise<void>;
  /**
   * Stops working on an entry without acknowledging it. It stays pending in the store, and this
   * consumer may get it again by `claimIdle` or after a reconnect.
   */
  release(delivery: Delivery): void;
  /** Entries in progress stay pending. */
  close(): Promise<void>;
}

export interface SubmissionEvents {
  /** Rejects with MessagingError within a second when it is not known whether the event was sent. */
  publish(event: SubmissionChanged): Promise<void>;
  /**
   * Returns a function that ends the subscription. Handlers are called in the order in which they
   * subscribed. Events sent while Redis is unavailable are lost.
   */
  subscribe(handler: (event: SubmissionChanged) => void): () => void;
}

export interface CacheFlushHandler {
  /** May be called more than once for a flush. */
  onFlush(tags: readonly string[]): void;
  /** Flushes may be missed from now on: empty the cache and bypass it. */
  onLost(): void;
  /** No flush is missed from now on: start again with an empty cache. */
  onRestored(): void;
}

export interface CacheFlushes {
  /**
   * Calls this process's handlers before it returns its promise, the others' once published. Rejects
   * with MessagingError within a second when it is not known whether the flush was published.
   */
  flush(tags: readonly string[]): Promise<void>;
  /**
   * Calls `onLost` before it returns when the connection is not subscribed yet. Returns a function
   * that ends the subscription.
   */
  subscribe(handler: CacheFlushHandler): () => void;
}

/** An amount to add to one counter. */
export interface Charge {
  readonly key: string;
  /** The key of a note, whose value is added to `key`. Without such a note the charge is left out. */
  readonly ofNoted?: string;
  /** The first charge opens a window; when it ends, the sum starts from 0 again. */
  readonly windowMs: number;
  /** 1 by default; 0 only checks `max`. */
  readonly amount?: number;
  /** The sum may not exceed this; unlimited by default. */
  readonly max?: number;
}

export interface Refusal {
  /** The charge that would have exceeded its `max`. */
  readonly index: number;
  readonly windowEndsInMs: number;
}

/** A value that is kept for a while. */
export interface Note {
  readonly key: string;
  readonly value: string;
  readonly forMs: number;
}

/** Calls reject with MessagingError within a second or so when the store does not answer. */
export interface Counters {
  /**
   * Makes the charges in order, in one atomic step, up to the first that would exceed its `max`;
   * that one and those after it are not made. Resolves to null when all were made; then the note is kept,
   * too.
   */
  charge(charges: readonly Charge[], note?: Note): Promise<Refusal | null>;
}

export interface Messaging {
  readonly stream: SubmissionStream;
  /** Shared by all processes. */
  readonly counters: Counters;
  readonly submissionEvents: SubmissionEvents;
  readonly cacheFlushes: CacheFlushes;
  /**
   * Writes a small value that soon expires. Rejects with MessagingError within a second when the
   * store does not answer, and with StoreFullError when it refuses to write.
   */
  ping(): Promise<void>;
  /** Closes the consumers, too. Later calls reject. */
  close(): Promise<void>;
}

/** The store did not answer, or refused: it is not known whether the call took effect. */
export class MessagingError extends Error {
  override name = 'MessagingError';
}

/** The store answers, but refuses to write. The message is a sentence for its operator. */
export class StoreFullError extends MessagingError {
  override name = 'StoreFullError';
}
