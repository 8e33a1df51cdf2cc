import { backOffMs, jitter } from '@touchstone/runtime';

/** The longest wait between two rounds after failures. */
const maxBackOffMs = 5_000;

export interface Rounds {
  /** Resolves when the running round has ended. */
  stop(): Promise<void>;
}

/**
 * Repeats `round`, one at a time, about every `intervalMs`; after consecutive failures with a growing
 * wait. With jitter, so that processes started together do not run in step.
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
    const maxMs = Math.max(intervalMs, maxBackOffMs);
    timer = setTimeout(
      () => {
        running = run();
      },
      jitter(backOffMs(failures, { firstMs: intervalMs, maxMs })),
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
