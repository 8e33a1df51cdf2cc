/** How it went for a while: how long that was, and how long each grading took. */
export interface Slice {
  readonly seconds: number;
  readonly millis: readonly number[];
}

/** A way to run the tests of a program, as many at once as there are cores. */
export interface Contender {
  readonly name: string;
  /** Runs for about so many seconds; what has begun by then is finished. */
  run(seconds: number): Promise<Slice>;
  close(): Promise<void>;
}
