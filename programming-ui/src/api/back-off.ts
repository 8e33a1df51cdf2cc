const firstMs = 500;
const maxMs = 15_000;

/**
 * Waits between half and all of a doubling span, so that a thousand pages do not come back at the same
 * moment. `random` is from 0 to 1.
 */
export function createBackOff(random = Math.random) {
  let spanMs = firstMs;
  return {
    /** Milliseconds to wait before the next try. Doubles up to `maxMs`, with jitter. */
    next() {
      const waitMs = spanMs / 2 + (spanMs / 2) * random();
      spanMs = Math.min(spanMs * 2, maxMs);
      return Math.round(waitMs);
    },
    reset() {
      spanMs = firstMs;
    },
  };
}
