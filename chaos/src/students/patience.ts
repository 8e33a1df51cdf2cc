import { setTimeout as delay } from 'node:timers/promises';
import { backOffMs, jitter } from '@touchstone/runtime/waiting';
import { PassingError } from './calls.ts';

const backOff = { firstMs: 250, maxMs: 2_000 };

/** Waits between retries as the page does: with back-off and jitter, and at least Retry-After. */
export function createPatience(signal: AbortSignal): {
  wait(retryAfterMs?: number): Promise<void>;
  reset(): void;
} {
  let failures = 0;
  return {
    async wait(retryAfterMs = 0) {
      const waitMs = Math.max(retryAfterMs, jitter(backOffMs(failures, backOff)));
      failures += 1;
      await delay(waitMs, undefined, { signal });
    },
    reset() {
      failures = 0;
    },
  };
}

/** Retries a call until it succeeds or fails permanently. */
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
