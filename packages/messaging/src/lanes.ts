/*
 * Which of the stream's three lanes an entry goes to, and which a free slot is filled from.
 *
 *   slow     the assignment's gradings take `slowFromMs` or more on the average, time-outs included
 *   crowded  the assignment is quick, but has `crowdedFromMs` worth of grading in `quick` already, or
 *            more of it is crowded still, which keeps its submissions in their order
 *   quick    everything else
 *
 * Each lane is first come, first served. `quick` and `crowded` are served in turn, so whoever hands
 * in for an assignment that few others hand in for passes by a crowd. Slow gradings may hold half of
 * all slots whatever else waits, and all but one when nothing else does: one slot is never more than
 * a quick grading away. Where there is a single slot in all, it owes the others as much time as the
 * last slow grading took. An assignment turns out slow by its first results: its entries that still
 * wait among the others are moved when it is their turn.
 *
 * Redis does all this in scripts (redis-scripts.ts, redis-take-script.ts), one process in
 * in-process-stream.ts; both are measured by test/lane-conformance.ts.
 */

export const lanes = ['quick', 'crowded', 'slow'] as const;
export type Lane = (typeof lanes)[number];

/** What a grading counts as before the first of its assignment has ended. */
export const unknownCostMs = 100;
/** How much the newest grading of an assignment weighs in its average. */
export const costWeight = 0.2;
export const slowFromMs = 1_000;
export const crowdedFromMs = 1_000;

/** A grader that has not been heard of for so long does not count, nor do its slots. */
export const graderAliveMs = 15_000;

/** About how far back the measured pace of a lane reaches. */
export const paceMemoryMs = 10_000;
/** A pace is known after so many acknowledgements, or after so long if they are few. */
export const paceFromEntries = 10;
export const paceFromMs = 5_000;
/** After so long a rest a lane's pace says nothing any more. */
export const paceForgottenMs = 60_000;

/** What is known of a lane. */
export interface LaneState {
  /** Entries not yet acknowledged. */
  readonly length: number;
  /**
   * Measured from one acknowledgement to the next while entries waited; null while not known: too
   * little has waited lately, or no grader is alive.
   */
  readonly perEntryMs: number | null;
  /** For how much longer than usual nothing has been acknowledged although entries wait. */
  readonly stalledMs: number;
}
export type LaneStates = Readonly<Record<Lane, LaneState>>;

/** What an assignment's next entry would meet. */
export interface Prospect extends LaneState {
  readonly lane: Lane;
  /** The assignment's entries in that lane. */
  readonly held: number;
}

/** The time in which graders empty the lane at its pace; null when that is not known. */
export function emptyingMs({ length, perEntryMs, stalledMs }: LaneState): number | null {
  if (length === 0) return 0;
  return perEntryMs === null ? null : length * perEntryMs + stalledMs;
}
