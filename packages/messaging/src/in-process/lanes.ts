import type { StreamEntry } from '@touchstone/contracts';
import { laneRules, lanes, type Lane, type LaneState } from '../lanes.ts';

/** The average cost of grading each assignment, of its newest gradings and of many. */
export class Costs {
  readonly #averageMs = new Map<string, number>();
  readonly #usual = new Map<string, { ms: number; gradings: number }>();

  of(assignmentId: string): number {
    return this.#averageMs.get(assignmentId) ?? laneRules.unknownCostMs;
  }

  /** Returns the assignment's usual cost. */
  add(assignmentId: string, costMs: number): number {
    const before = this.of(assignmentId);
    const averageMs = before + laneRules.costWeight * (costMs - before);
    this.#averageMs.set(assignmentId, averageMs);
    const usual = this.#usual.get(assignmentId) ?? { ms: costMs, gradings: 0 };
    const isUnusual = averageMs >= laneRules.unusualFrom * usual.ms;
    const weight = isUnusual ? laneRules.unusualWeight : 1;
    const gradings = Math.min(usual.gradings + weight, laneRules.usualGradings);
    const ms = usual.ms + ((costMs - usual.ms) * weight) / gradings;
    this.#usual.set(assignmentId, { ms, gradings });
    return ms;
  }

  isSlow(assignmentId: string): boolean {
    return this.of(assignmentId) >= laneRules.slowFromMs;
  }
}

/** Counts of a lane, the same as those in redis/scripts/shared.lua. */
export class LaneCounts {
  added = 0;
  taken = 0;
  readonly #held = new Map<string, number>();
  #busyMs = 0;
  #usualMs = 0;
  #done = 0;
  #lastAt = -Infinity;
  #measured = false;

  held(assignmentId: string): number {
    return this.#held.get(assignmentId) ?? 0;
  }

  /** Returns the entry's ticket. */
  add({ assignmentId }: StreamEntry): number {
    const now = performance.now();
    if (this.added === this.taken) {
      if (now - this.#lastAt > laneRules.paceForgottenMs)
        this.#done = this.#busyMs = this.#usualMs = 0;
      this.#lastAt = now;
      this.#measured = false;
    }
    this.#held.set(assignmentId, this.held(assignmentId) + 1);
    return ++this.added;
  }

  remove({ assignmentId }: StreamEntry): void {
    const left = this.held(assignmentId) - 1;
    if (left > 0) this.#held.set(assignmentId, left);
    else this.#held.delete(assignmentId);
  }

  /** `usualMs` is how long its grading usually takes; 0 if nothing was graded. */
  acknowledged(usualMs: number): void {
    if (this.added === this.taken) return;
    const now = performance.now();
    if (this.#measured) {
      const passedMs = now - this.#lastAt;
      const fading = Math.exp(-passedMs / laneRules.paceMemoryMs);
      this.#busyMs = this.#busyMs * fading + passedMs;
      this.#usualMs = this.#usualMs * fading + usualMs;
      this.#done = this.#done * fading + 1;
    }
    this.#lastAt = now;
    this.#measured = true;
  }

  /** `slots` are those that the lane has: 0 if no grader is alive. */
  state(length: number, slots: number): LaneState {
    const isKnown =
      this.#done >= laneRules.paceFromEntries ||
      (this.#done > 0 && this.#busyMs >= laneRules.paceFromMs);
    if (slots === 0 || !isKnown) {
      return { length, perEntryMs: null, usualEntryMs: null, stalledMs: 0 };
    }
    const perEntryMs = this.#busyMs / this.#done;
    const sinceMs = performance.now() - this.#lastAt;
    const stalledMs = this.added === this.taken ? 0 : Math.max(0, sinceMs - perEntryMs);
    const usualEntryMs = (laneRules.usualStretch * this.#usualMs) / this.#done / slots || null;
    return { length, perEntryMs, usualEntryMs, stalledMs };
  }
}

/** The slots that the lane has while entries wait in those lanes, as in redis/scripts/read-lanes.lua. */
export function slotsOf(lane: Lane, slots: number, isWaiting: (lane: Lane) => boolean): number {
  if (slots === 0) return 0;
  const half = slots > 1 ? Math.floor(slots / 2) : 0.5;
  if (lane === 'quick' || lane === 'crowded') return isWaiting('slow') ? slots - half : slots;
  return isWaiting('quick') || isWaiting('crowded') ? half : Math.max(1, slots - 1);
}

export const mapLanes = <T>(make: (lane: Lane) => T): Record<Lane, T> =>
  Object.fromEntries(lanes.map((lane) => [lane, make(lane)])) as Record<Lane, T>;

export function chooseLane(
  assignmentId: string,
  costs: Costs,
  counts: Readonly<Record<Lane, LaneCounts>>,
): Lane {
  if (costs.isSlow(assignmentId)) return 'slow';
  const quickMs = counts.quick.held(assignmentId) * costs.of(assignmentId);
  const isCrowd = counts.crowded.held(assignmentId) > 0 || quickMs >= laneRules.crowdedFromMs;
  return isCrowd ? 'crowded' : 'quick';
}
