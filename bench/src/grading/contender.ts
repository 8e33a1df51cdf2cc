/** One measured period: its length, and how long each grading took. */
export interface Slice {
  readonly seconds: number;
  readonly millis: readonly number[];
}

/** A way to run the tests of a program, as many at once as there are cores. */
export interface Contender {
  readonly name: string;
  /** Runs for about this long, and finishes the gradings that have started by then. */
  run(seconds: number): Promise<Slice>;
  close(): Promise<void>;
}
