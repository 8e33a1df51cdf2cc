/*
 * Which of the stream's four lanes an entry goes to, and which lane a free slot takes from.
 *
 *   slow     gradings of the assignment take `slowFromMs` or more on average, time-outs included
 *   crowded  the assignment is quick, but entries worth `crowdedFromMs` of grading are in `quick`
 *            already, or some are still in `crowded`, which keeps its submissions in order
 *   quick    everything else
 *   regrade  what is graded again with other tests; whoever adds the entry says so
 *
 * Each lane is first come, first served. `quick` and `crowded` are served alternately, so that a
 * student of an assignment with few submissions does not wait behind a crowd. Slow gradings may use
 * half of all slots while others wait, and all but one when nothing else waits: there is always a slot
 * that will be free after one quick grading. If there is only one slot in all, then after a slow
 * grading it takes nothing slow for as long as that grading took, unless nothing else waits. An
 * assignment turns out to be slow by its first results; its entries in the other lanes are moved when
 * they would be taken.
 *
 * A regrade's entry is taken only while no entry waits in another lane. Such entries use at most half of all
 * slots, and together with slow ones all but one.
 *
 * Redis does this in scripts (redis/scripts/), a single process in in-process/; both must pass
 * test/lane-conformance.ts.
 */

/** The lanes of submissions, where students wait. */
export const liveLanes = ['quick', 'crowded', 'slow'] as const;
export const lanes = [...liveLanes, 'regrade'] as const;
export type Lane = (typeof lanes)[number];

/** The scripts of Redis get them as JSON. */
export const laneRules = {
  /** Assumed cost of a grading until the assignment has a first result. */
  unknownCostMs: 100,
  /** Weight of the newest grading in the assignment's average. */
  costWeight: 0.2,
  slowFromMs: 1_000,
  crowdedFromMs: 1_000,

  /** After this long without a heartbeat, a grader and its slots no longer count. */
  graderAliveMs: 15_000,

  /** About how far back the measurement of a lane's pace reaches. */
  paceMemoryMs: 10_000,
  /** A pace is known after this many acknowledgements, or after `paceFromMs` if there are fewer. */
  paceFromEntries: 10,
  paceFromMs: 5_000,
  /** A lane that was empty for this long forgets its pace. */
  paceForgottenMs: 60_000,
  /** Most entries that one call of a script moves to the slow lane, so that it ends soon. */
  maxMoves: 1_000,
} as const;

export interface LaneState {
  /** Entries not yet acknowledged. */
  readonly length: number;
  /**
   * Measured from one acknowledgement to the next while entries wait; null while unknown, because
   * too few entries waited lately or no grader is alive.
   */
  readonly perEntryMs: number | null;
  /** Time since an acknowledgement was due while entries wait; 0 when none is overdue. */
  readonly stalledMs: number;
}
export type LaneStates = Readonly<Record<Lane, LaneState>>;

/** The lane that an assignment's next entry would go to. */
export interface Prospect extends LaneState {
  readonly lane: Lane;
  /** The assignment's entries in that lane. */
  readonly held: number;
}

/** How long graders need to empty the lane at its pace; null while unknown. */
export function emptyingMs({ length, perEntryMs, stalledMs }: LaneState): number | null {
  if (length === 0) return 0;
  return perEntryMs === null ? null : length * perEntryMs + stalledMs;
}
