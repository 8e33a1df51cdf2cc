import type { TestResult } from '@touchstone/contracts';
import type { ProgramFiles } from '../program/program.ts';

/** What to replay: a test, or a program that Run ran. */
export interface ReplayRequest {
  /** The program that was graded, tried or run. */
  readonly files: ProgramFiles;
  /** Null for a run. */
  readonly test: TestResult | null;
  /** Where the outcome of `test` is from; null if it was that of another program. */
  readonly outcomeFrom: 'server' | 'page' | null;
  /** The lines that were typed in the run. */
  readonly typed: readonly string[];
  /** Gets the focus again when the replay is closed. */
  readonly opener: HTMLElement;
}

/** Opens the replay; null closes it. */
export type OnReplay = (request: ReplayRequest | null) => void;
