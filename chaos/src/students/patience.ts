import { setTimeout as delay } from 'node:timers/promises';
import { PassingError } from './calls.ts';

const firstMs = 250;
const longestMs = 2_000;

/** Waits between tries as the page does: doubling, with jitter, and at least what the server asks for. */
export function createPatience(signal: AbortSignal): {
  wait(askedMs?: number): Promise<void>;
  reset(): void;
} {
  let spanMs = firstMs;
  return {
    async wait(askedMs = 0) {
      const waitMs = Math.max(askedMs, spanMs * (0.5 + Math.random() / 2));
      spanMs = Math.min(2 * spanMs, longestMs);
      await delay(waitMs, undefined, { signal });
    },
    reset() {
      spanMs = firstMs;
    },
  };
}

/** Calls until it works or fails for good. */
export async function persist<T>(
  call: () => Promise<T>,
  signal: AbortSignal,
  onPassing: (error: PassingError) => void = () => undefined,
): Promise<T> {
  const patience = createPatience(signal);
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof PassingError)) throw error;
      onPassing(error);
      await patience.wait(error.retryAfterMs);
    }
  }
}
