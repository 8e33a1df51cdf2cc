import type { RowChange, StoredProgress, StoredRow } from '../database/audit.ts';
import type { FaultKind } from '../plan/plan-faults.ts';
import type { SeenResult, Story } from '../students/story.ts';

/** A fault that happened. Times since 1970. */
export interface Fault {
  readonly kind: FaultKind;
  /** Name of the process in the stack, such as `grader-api-2`. */
  readonly process: string;
  readonly atMs: number;
  /** When the process had recovered; null if it has not. */
  readonly endedAtMs: number | null;
}

/** What a user's page shows at the end. */
export interface SeenProgress {
  readonly userId: string;
  readonly points: number;
  readonly completedSlugs: readonly string[];
}

/** Everything known about a run. */
export interface RunLog {
  readonly stories: readonly Story[];
  readonly seen: readonly SeenResult[];
  readonly rows: readonly StoredRow[];
  readonly changes: readonly RowChange[];
  readonly progress: readonly StoredProgress[];
  readonly seenProgress: readonly SeenProgress[];
  readonly faults: readonly Fault[];
  /** Processes, sandboxes, files and stream entries that should be gone. */
  readonly leftOver: readonly string[];
}

/** A broken promise. */
export interface Breach {
  readonly why: string;
  readonly submissionId: string | null;
  /** The number of the planned submission. */
  readonly number: number | null;
}
