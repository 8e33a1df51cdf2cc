/** A child process of the stack that is ready, such as a server of packages/servers. */
export interface Launched {
  readonly pid: number;
  /** Resolves when the process has exited for whatever reason. */
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Its processes that are still running. */
  remains(): Promise<number[]>;
  kill(signal: NodeJS.Signals): void;
  /** Stops it in an orderly way, or by force after a deadline. */
  stop(): Promise<void>;
}
