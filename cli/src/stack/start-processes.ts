import type { Cleanup } from '../shared/cleanup.ts';
import { waitForAll } from '../shared/wait-for-all.ts';
import type { StackProcess } from '../stack-processes/supervised.ts';

/** Starts processes at the same time; the cleanup stops them at the same time. */
export async function startAll(
  processes: readonly StackProcess[],
  cleanup: Cleanup,
): Promise<void> {
  cleanup.add(() => waitForAll(processes.map((process) => process.stop())));
  await waitForAll(processes.map((process) => process.start()));
}

/** Stops processes that are starting as soon as the signal aborts. */
export async function abortable(
  signal: AbortSignal | undefined,
  processes: readonly StackProcess[],
  start: () => Promise<unknown>,
): Promise<void> {
  const stop = () => {
    for (const process of processes) void process.stop();
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await start();
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
