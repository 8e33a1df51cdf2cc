import type { GradingJob, GradingReport } from '@touchstone/contracts';
import type { JudgeRecord, Observed } from './frames.ts';

/** One way in which the self-test tries to break out. */
export interface Probe {
  readonly name: string;
  readonly tried: string;
  /** What the probe reached; null if the sandbox stopped it. */
  readonly found: string | null;
  /** What to change on the host if the sandbox did not stop it. */
  readonly remedy: string | null;
}

/** The parts of a sandbox, and the results of its self-test. */
export interface Inspection {
  /** Names and versions, such as `Python` and `3.11.2`. */
  readonly parts: Readonly<Record<string, string>>;
  readonly probes: readonly Probe[];
}

/** The result of grading the model solution. */
export interface Recorded {
  readonly report: GradingReport;
  readonly record: JudgeRecord | null;
  readonly observed: Observed;
}

/** Measures a sandbox; durations are in seconds. */
export interface SandboxObserver {
  /** From starting an interpreter until it is warm. */
  readonly started: (seconds: number) => void;
  readonly startFailed: () => void;
  /** How long a job waited for a free slot and a warm interpreter. */
  readonly waited: (seconds: number) => void;
}

/** Where student code runs. What it did is a report; only our own failures are errors. */
export interface Sandbox {
  readonly kind: 'bubblewrap' | 'pyodide';
  /** One line, for `touchstone start` and the health answer. */
  readonly description: string;
  /** The version of the Python that programs run in, such as `3.11.2`; null until one has started. */
  python(): string | null;
  /** The same with the implementation, such as `CPython 3.11.2`. */
  interpreter(): string | null;
  /** Whether tests and student code share one process, so that student code can forge its verdict. */
  readonly forgeable: boolean;
  /**
   * Resolves to a report, whatever the program did. Rejects with a SandboxError for failures of our
   * own, and with the signal's reason when aborted. Gradings may run concurrently.
   */
  grade(job: GradingJob, options?: { signal?: AbortSignal }): Promise<GradingReport>;
  /**
   * Grades the model solution and records what its tests do with its objects. The record is null if
   * the judge made none, as for `judge: shared`. Rejects as `grade` does.
   */
  record(job: GradingJob, options?: { signal?: AbortSignal }): Promise<Recorded>;
  /** Runs the self-test. Rejects with a SandboxError if it cannot run. */
  inspect(): Promise<Inspection>;
  /** For readiness: rejects with a SandboxError that says what to change on the host. */
  check(): Promise<void>;
  /** Kills all processes; running gradings reject. */
  close(): Promise<void>;
}

/** The sandbox failed, not the program in it. The message is for operators. */
export class SandboxError extends Error {
  override readonly name: string = 'SandboxError';
}

/**
 * The host is not fit for the sandbox. `advice` says what to change and is public; `seen`, which the
 * message also contains, is for operators only.
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
