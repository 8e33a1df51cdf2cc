import type { GradingJob, GradingRecord, GradingReport } from '@touchstone/contracts';

interface Recording {
  readonly report: GradingReport;
  /** Null when the sandbox grades in one process, or when the tests did not get through. */
  readonly record: Omit<GradingRecord, 'key'> | null;
}

/** Where student code runs. What it did is a report; only faults of our own are errors. */
export interface Sandbox {
  readonly kind: 'bubblewrap' | 'pyodide';
  /** One line for `start` and the health answer. */
  readonly description: string;
  /** Tests and student code share one process, so student code could fake its verdict. */
  readonly forgeable: boolean;
  /**
   * Resolves to a report for whatever the program did. Rejects with a SandboxError for faults of
   * our own, and with the signal's reason when aborted. Several may run at once.
   */
  grade(job: GradingJob, options?: { signal?: AbortSignal }): Promise<GradingReport>;
  /**
   * Grades a model solution and notes what it needs in the tests; refuses nothing for want of a
   * record. Rejects as `grade` does.
   */
  record(job: GradingJob): Promise<Recording>;
  /** Readiness: rejects with a SandboxError that says what to change on the host. */
  check(): Promise<void>;
  /** Kills what still runs; gradings under way reject. */
  close(): Promise<void>;
}

/** The sandbox is at fault, not the program in it: the message is for whoever runs the grader. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
}
