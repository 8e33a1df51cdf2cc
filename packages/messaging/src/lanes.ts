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
 *
 * How long an entry waits is reckoned from the lane's pace of the last ten seconds. That is right while graders go on
 * as they do, whatever they grade. In a rush they do not: who hands in takes the processors, gradings take many
 * times as long until the rush is over, and then the backlog is graded as fast as ever. Hence a pace far below what
 * graders usually manage is expected to last as long again as it was measured for, and the entries that are left then
 * to be graded at the usual pace. That follows from how long gradings of the same assignments take on average,
 * those of a rush hardly counted, and from the slots that the lane has. A pace over a longer memory would not do: it
 * would be that of other assignments, and of other numbers of graders. Since nobody knows when a rush ends, the
 * estimate for an entry near the front is at most those ten seconds too long.
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

  /** About how far back the measurement of a lane's pace reaches, and how long an unusual pace is expected to last. */
  paceMemoryMs: 10_000,
  /** An assignment's usual cost is the average of its gradings, of about this many once there are more. */
  usualGradings: 1_000,
  /** While its newest gradings cost this many times the usual, each counts as that share of one. */
  unusualFrom: 3,
  unusualWeight: 0.1,
  /**
   * At their usual pace graders need this much longer for an entry than its grading usually takes: for their own
   * work, and since more gradings run at once than on average.
   */
  usualStretch: 1.5,
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
  /** What it would be if the same gradings took as long as usual; null while that or the pace is unknown. */
  readonly usualEntryMs: number | null;
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

/** Where a submission waits. */
export interface Place {
  readonly lane: Lane;
  readonly position: number;
}

/** How long graders need to empty the lane; null while unknown. */
export function emptyingMs({
  length,
  perEntryMs,
  usualEntryMs,
  stalledMs,
}: LaneState): number | null {
  if (length === 0) return 0;
  if (perEntryMs === null) return null;
  const atPaceMs = length * perEntryMs + stalledMs;
  const unusualMs = laneRules.paceMemoryMs;
  if (usualEntryMs === null || usualEntryMs >= perEntryMs || atPaceMs <= unusualMs) return atPaceMs;
  const gradedThen = Math.max(0, unusualMs - stalledMs) / perEntryMs;
  return unusualMs + (length - gradedThen) * usualEntryMs;
}
