import type { GradingJob, GradingReport } from '@touchstone/contracts';
import type { NotedRecord, Observed } from './frames.ts';

/** One attempt of the self-test at breaking out. */
export interface Probe {
  readonly name: string;
  readonly tried: string;
  /** What gave way, null when the wall held. */
  readonly found: string | null;
  /** What to change on the host when it did not. */
  readonly remedy: string | null;
}

/** What a sandbox is made of, and whether it holds. */
export interface Inspection {
  /** Names and versions, such as `Python` and `3.11.2`. */
  readonly parts: Readonly<Record<string, string>>;
  readonly probes: readonly Probe[];
}

/** What grading the model solution came to. */
export interface Recorded {
  readonly report: GradingReport;
  readonly record: NotedRecord | null;
  readonly observed: Observed;
}

/** Where student code runs. What it did is a report; only faults of our own are errors. */
export interface Sandbox {
  readonly kind: 'bubblewrap' | 'pyodide';
  /** One line for `start` and the health answer. */
  readonly description: string;
  /** The version of Python that programs run in, such as `3.11.2`; null until one has started. */
  python(): string | null;
  /** The same with the implementation, such as `CPython 3.11.2`. */
  interpreter(): string | null;
  /** Tests and student code share one process, so student code could fake its verdict. */
  readonly forgeable: boolean;
  /**
   * Resolves to a report for whatever the program did. Rejects with a SandboxError for faults of
   * our own, and with the signal's reason when aborted. Several may run at once.
   */
  grade(job: GradingJob, options?: { signal?: AbortSignal }): Promise<GradingReport>;
  /**
   * Grades the model solution, and notes what its tests do with its objects and what they reach;
   * the record is null when the judge made none, as for `judge: shared`. Rejects as `grade` does.
   */
  record(job: GradingJob, options?: { signal?: AbortSignal }): Promise<Recorded>;
  /** The self-test. Rejects with a SandboxError when it cannot even be run. */
  inspect(): Promise<Inspection>;
  /** Readiness: rejects with a SandboxError that says what to change on the host. */
  check(): Promise<void>;
  /** Kills what still runs; gradings under way reject. */
  close(): Promise<void>;
}

/** The sandbox is at fault, not the program in it: the message is for whoever runs the grader. */
export class SandboxError extends Error {
  override readonly name: string = 'SandboxError';
}

/**
 * The host is not fit for the sandbox. `advice` says what to change and may be read by anyone; `seen`, in
 * the message too, is for whoever runs the grader.
 */
export class UnfitHostError extends SandboxError {
  override readonly name = 'UnfitHostError';
  readonly advice: string;
  readonly seen: string;

  constructor(advice: string, seen: string) {
    super(`${advice} (${seen})`);
    this.advice = advice;
    this.seen = seen;
  }
}
