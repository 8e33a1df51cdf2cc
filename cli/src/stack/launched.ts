/** A child process of the stack that is ready; the servers of packages/servers are such, too. */
export interface Launched {
  readonly pid: number;
  /** Resolves when the process has ended for whatever reason. */
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Its processes that have not ended. */
  remains(): Promise<number[]>;
  kill(signal: NodeJS.Signals): void;
  /** Ends it in good order, or by force after a deadline. */
  stop(): Promise<void>;
}
