/** The longest time between two rounds, however often they failed. */
const backOffMaxMs = 5_000;

export interface Rounds {
  /** Resolves when the round that runs has ended. */
  stop(): Promise<void>;
}

/**
 * Repeats `round` for ever, one at a time, about every intervalMs; after failures in a row ever
 * more rarely. With jitter, so that processes started at once do not go in step.
 */
export function startRounds(options: {
  intervalMs: number;
  round: () => Promise<void>;
  onError: (error: unknown) => void;
}): Rounds {
  const { intervalMs, round, onError } = options;
  let failures = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();

  const run = async (): Promise<void> => {
    try {
      await round();
      failures = 0;
    } catch (error) {
      failures++;
      onError(error);
    }
    schedule();
  };
  const schedule = (): void => {
    if (stopped) return;
    timer = setTimeout(
      () => {
        running = run();
      },
      waitMs(intervalMs, failures, Math.random()),
    );
  };
  schedule();

  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      return running;
    },
  };
}

/** @param chance from 0 to 1 */
export function waitMs(intervalMs: number, failures: number, chance: number): number {
  const longestMs = Math.max(intervalMs, backOffMaxMs);
  const meanMs = Math.min(longestMs, intervalMs * 2 ** failures);
  return meanMs * (0.75 + 0.5 * chance);
}
