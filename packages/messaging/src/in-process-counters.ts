import type { Counters } from './port.ts';

/** Keys remembered at once; those whose window began first are forgotten first. */
const rememberedMost = 100_000;

/** Counts for this process alone. */
export function createInProcessCounters(): Counters {
  const windows = new Map<string, { count: number; endsAt: number }>();

  return {
    count(key, windowMs) {
      const now = performance.now();
      let window = windows.get(key);
      if (window === undefined || window.endsAt <= now) {
        windows.delete(key);
        window = { count: 0, endsAt: now + windowMs };
        windows.set(key, window);
        const [oldest] = windows.keys();
        if (windows.size > rememberedMost && oldest !== undefined) windows.delete(oldest);
      }
      window.count++;
      return Promise.resolve({ count: window.count, windowEndsInMs: window.endsAt - now });
    },
  };
}
