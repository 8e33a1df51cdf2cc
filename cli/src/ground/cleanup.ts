/**
 * What was opened, to be closed in reverse order. Every step runs, whatever the others do; `run`
 * may be called twice and does its work once. Rejects with the first fault after the last step.
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
 * Starts something of several parts; `start` adds the end of each as it comes up. When that fails
 * or is aborted, all that was opened is closed again before this rejects.
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
