import { pause } from '@touchstone/runtime';

/** Lets few works run at a time, and begins one after the other with an interval. */
interface Turns {
  /** Settles like the work, which begins when it is its turn. */
  take<T>(work: () => Promise<T>): Promise<T>;
}

export function createTurns({
  parallel,
  intervalMs,
}: {
  readonly parallel: number;
  readonly intervalMs: number;
}): Turns {
  const waiting: (() => void)[] = [];
  let running = 0;
  let nextAtMs = -Infinity;

  const begin = async (): Promise<void> => {
    if (running < parallel) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    const nowMs = performance.now();
    const atMs = Math.max(nowMs, nextAtMs);
    nextAtMs = atMs + intervalMs;
    await pause(atMs - nowMs);
  };
  const end = (): void => {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  };

  return {
    async take(work) {
      await begin();
      try {
        return await work();
      } finally {
        end();
      }
    },
  };
}
