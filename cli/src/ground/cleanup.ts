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
