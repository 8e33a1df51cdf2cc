/** The server's time, since the clock of a student's machine may be wrong. */
export interface ServerClock {
  /** Takes in the `Date` of an answer. */
  note(date: string | null): void;
  /** Milliseconds since 1970; by the machine's clock until an answer has come. */
  now(): number;
}

/**
 * `elapsedMs` counts from any moment, and may stand still while the machine sleeps. An answer from a cache has
 * an earlier date than a new one, so the latest counts.
 */
export function createServerClock(elapsedMs = () => performance.now()): ServerClock {
  let startMs: number | null = null;
  return {
    note(date) {
      const noted = Date.parse(date ?? '') - elapsedMs();
      if (noted > (startMs ?? -Infinity)) startMs = noted;
    },
    now: () => (startMs === null ? Date.now() : startMs + elapsedMs()),
  };
}
