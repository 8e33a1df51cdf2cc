import type { StreamEntry } from '@touchstone/contracts';
import { laneRules, lanes, type Lane, type LaneState } from '../lanes.ts';

/** The average cost of grading each assignment. */
export class Costs {
  readonly #averageMs = new Map<string, number>();

  of(assignmentId: string): number {
    return this.#averageMs.get(assignmentId) ?? laneRules.unknownCostMs;
  }

  add(assignmentId: string, costMs: number): void {
    const averageMs = this.of(assignmentId);
    this.#averageMs.set(assignmentId, averageMs + laneRules.costWeight * (costMs - averageMs));
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
      if (now - this.#lastAt > laneRules.paceForgottenMs) this.#done = this.#busyMs = 0;
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

  acknowledged(): void {
    if (this.added === this.taken) return;
    const now = performance.now();
    if (this.#measured) {
      const passedMs = now - this.#lastAt;
      const fading = Math.exp(-passedMs / laneRules.paceMemoryMs);
      this.#busyMs = this.#busyMs * fading + passedMs;
      this.#done = this.#done * fading + 1;
    }
    this.#lastAt = now;
    this.#measured = true;
  }

  state(length: number, graderAlive: boolean): LaneState {
    const isKnown =
      this.#done >= laneRules.paceFromEntries ||
      (this.#done > 0 && this.#busyMs >= laneRules.paceFromMs);
    if (!graderAlive || !isKnown) return { length, perEntryMs: null, stalledMs: 0 };
    const perEntryMs = this.#busyMs / this.#done;
    const sinceMs = performance.now() - this.#lastAt;
    const stalledMs = this.added === this.taken ? 0 : Math.max(0, sinceMs - perEntryMs);
    return { length, perEntryMs, stalledMs };
  }
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
