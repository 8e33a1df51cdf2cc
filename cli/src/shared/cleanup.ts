/**
 * Closes what was opened, in reverse order. All steps run, even if some fail; `run` then rejects with
 * the first failure. Further calls of `run` wait for the same steps.
 */
export interface Cleanup {
  add(step: () => unknown): void;
  run(): Promise<void>;
}

export function createCleanup(): Cleanup {
  const steps: (() => unknown)[] = [];
  let running: Promise<void> | undefined;

  const runAll = async () => {
    const faults: unknown[] = [];
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
      try {
        await step();
      } catch (error) {
        faults.push(error);
      }
    }
    if (faults.length > 0) throw faults[0];
  };

  return {
    add: (step) => {
      steps.push(step);
    },
    run: () => (running ??= runAll()),
  };
}

/**
 * Starts something that has several parts; `start` adds a step for each part that it opens. If it
 * fails or is aborted, everything opened is closed before this rejects.
 */
export async function startOrUndo<T>(
  start: (cleanup: Cleanup) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  const cleanup = createCleanup();
  try {
    return await start(cleanup);
  } catch (error) {
    await cleanup.run().catch(() => undefined);
    signal?.throwIfAborted();
    throw error;
  }
}
