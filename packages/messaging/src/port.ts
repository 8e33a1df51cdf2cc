import type { StreamEntry, SubmissionChanged } from '@touchstone/contracts';
import type { Lane, LaneStates, Prospect } from './lanes.ts';

/*
 * What the services say to each other besides HTTP. Two adapters pass the same conformance suite:
 * Redis (redis-messaging.ts) and one process (in-process-messaging.ts).
 *
 * An entry's way through the stream:
 *
 *   add ──> new ──take──> in hand of one consumer ──acknowledge──> gone
 *            ^             │  │  ^
 *            ╰──hand back──╯  │  │ take (own pending first), or by any other consumer take over,
 *       consumer dies, or     v  │ when its own is silent, or claim, after minIdleMs
 *       release              pending
 *
 * The stream has three lanes, so that no assignment and no crowd holds up all others; lanes.ts says
 * which entry goes where, and which is taken first.
 *
 * Redis may lose all of it at any time. Then `missing` names the submissions whose entry is gone,
 * the sweeper adds them again, and consumers go on by themselves.
 */

export interface Delivery {
  /** Distinct within its lane. */
  readonly entryId: string;
  readonly lane: Lane;
  readonly entry: StreamEntry;
}

export interface SubmissionStream {
  /**
   * Adds an entry and records, in the same atomic step and the same store, that the submission
   * has one. A submission that has an entry gets no second. Rejects with MessagingError within
   * a second when it is not known to be added.
   */
  add(entry: StreamEntry): Promise<void>;
  /** Those of the submissions that have no entry: never added, acknowledged, or lost by Redis. */
  missing(submissionIds: readonly string[]): Promise<string[]>;
  /** Entries not yet acknowledged, in all lanes. */
  length(): Promise<number>;
  lanes(): Promise<LaneStates>;
  /** What an entry of that assignment would meet if it were added now. */
  prospect(assignmentId: string): Promise<Prospect>;
  /**
   * For each of the submissions how many entries of its lane are delivered before its own; 0 when
   * it has been delivered, null when it has no entry.
   */
  positions(submissionIds: readonly string[]): Promise<(number | null)[]>;
  /**
   * Two consumer objects open at once need different names. `slots`: how many entries it works on
   * at once, 1 if not given; from its first `take` on they count among those of all.
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
   * Own pending entries first (at the start and after each reconnect), then new ones, at most
   * `count`. Waits up to `waitMs`; resolves to `[]` on time-out, on abort and after `close`.
   * Never rejects: while the store is away it waits for it. An entry in hand, which is one
   * delivered and neither acknowledged nor released, is not delivered again.
   */
  take(count: number, options: TakeOptions): Promise<Delivery[]>;
  /**
   * Takes over entries of consumers that are silent: each gives signs of life from its first `take`
   * until it is closed, also while it takes nothing, and one that is frozen or starved is silent, too.
   * If it wakes up, two have the same entry in hand. Nothing is taken over by one that was itself
   * silent a moment ago: it can't tell who is.
   */
  takeOver(count: number): Promise<Delivery[]>;
  /**
   * Takes over entries idle for at least `minIdleMs`, whoever has them and whether or not it is
   * silent: for what no silence explains. `minIdleMs` must exceed the longest time a living consumer
   * works on one, else it is graded twice.
   */
  claim(count: number, minIdleMs: number): Promise<Delivery[]>;
  /**
   * Removes the entry and its record in one atomic step. A repeat changes nothing. `costMs`, the
   * time that grading it took, if it was graded, decides the lane of its assignment's next ones.
   */
  acknowledge(delivery: Delivery, costMs?: number): Promise<void>;
  /**
   * Puts a new entry for the same submission in the place of this one, in one atomic step: any
   * consumer may take it at once. Changes nothing when the entry is no longer the submission's.
   */
  handBack(delivery: Delivery): Promise<void>;
  /**
   * Lets go of an entry without acknowledging it. It stays pending for whoever holds it in the
   * store, and this consumer may get it again by `claim` or after a reconnect.
   */
  release(delivery: Delivery): void;
  /** What is in hand stays pending. */
  close(): Promise<void>;
}

export interface SubmissionEvents {
  /** Rejects with MessagingError within a second when it is not known to be sent. */
  publish(event: SubmissionChanged): Promise<void>;
  /**
   * Returns the function that ends the subscription. Handlers are called in the order in which they
   * subscribed. Events sent while Redis is away are lost.
   */
  subscribe(handler: (event: SubmissionChanged) => void): () => void;
}

export interface CacheFlushHandler {
  /** May come more than once for one flush. */
  onFlush(tags: readonly string[]): void;
  /** Flushes may be missed from now on: empty the cache and bypass it. */
  onLost(): void;
  /** No flush is missed from now on: start again with an empty cache. */
  onRestored(): void;
}

export interface CacheFlushes {
  /**
   * Reaches this process's handlers before it returns its promise, the others' when published.
   * Rejects with MessagingError within a second when it is not known to be published.
   */
  flush(tags: readonly string[]): Promise<void>;
  /**
   * Calls `onLost` at once, before it returns, when the subscription is not up yet. Returns the
   * function that ends the subscription.
   */
  subscribe(handler: CacheFlushHandler): () => void;
}

/** What is to be added to one counter. */
export interface Charge {
  readonly key: string;
  /** The first charge opens a window; when it is over the sum starts anew. */
  readonly windowMs: number;
  /** 1 if not given; with 0 only `max` is looked at. */
  readonly amount?: number;
  /** What the sum may come to; without it all is added. */
  readonly max?: number;
}

export interface Refusal {
  /** Which of the charges would have come to more than its `max`. */
  readonly index: number;
  readonly windowEndsInMs: number;
}

/** Both calls reject with MessagingError within a second or so when the store does not answer. */
export interface Counters {
  /**
   * Makes the charges in order, in one atomic step, up to the first that would exceed its `max`: of
   * that one and those behind it nothing is added. Resolves to null when all were made.
   */
  charge(charges: readonly Charge[]): Promise<Refusal | null>;
  /** Remembers a value for so long. */
  note(key: string, value: string, forMs: number): Promise<void>;
  /** Null when there is none, or no longer. */
  noted(key: string): Promise<string | null>;
}

export interface Messaging {
  readonly stream: SubmissionStream;
  /** Shared by all processes. */
  readonly counters: Counters;
  readonly submissionEvents: SubmissionEvents;
  readonly cacheFlushes: CacheFlushes;
  /**
   * Writes something small, which soon expires. Rejects with MessagingError within a second when the
   * store does not answer, with StoreFullError when it answers that it takes nothing.
   */
  ping(): Promise<void>;
  /** Closes the consumers too. What is called afterwards rejects. */
  close(): Promise<void>;
}

/** The store did not answer, or said no: whether the call took effect is not known. */
export class MessagingError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MessagingError';
  }
}

/** The store answers, and refuses to write. The message is a sentence for whoever operates it. */
export class StoreFullError extends MessagingError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreFullError';
  }
}
