import type { RowChange, StoredProgress, StoredRow } from '../database/audit.ts';
import type { FaultKind } from '../plan/plan-faults.ts';
import type { SeenResult, Story } from '../students/story.ts';

/** A fault that happened. Times since 1970. */
export interface Fault {
  readonly kind: FaultKind;
  /** Of the stack, such as `grader-api-2`. */
  readonly process: string;
  readonly atMs: number;
  /** When all was well again with it; null when that was not seen. */
  readonly endedAtMs: number | null;
}

/** What a user's own page would show in the end. */
export interface SeenProgress {
  readonly userId: string;
  readonly points: number;
  readonly completedSlugs: readonly string[];
}

/** All that is known of a run. */
export interface RunRecord {
  readonly stories: readonly Story[];
  readonly seen: readonly SeenResult[];
  readonly rows: readonly StoredRow[];
  readonly changes: readonly RowChange[];
  readonly progress: readonly StoredProgress[];
  readonly seenProgress: readonly SeenProgress[];
  readonly faults: readonly Fault[];
  /** Processes, sandboxes, files, stream entries that should be gone. */
  readonly leftOver: readonly string[];
}

/** A promise that did not hold. */
export interface Breach {
  readonly why: string;
  readonly submissionId: string | null;
  /** Of the planned submission. */
  readonly number: number | null;
}
