export interface BackOff {
  /** Milliseconds to wait before the next try; doubles up to the longest, with jitter. */
  next(): number;
  reset(): void;
}

export interface BackOffOptions {
  readonly firstMs?: number;
  readonly longestMs?: number;
  /** From 0 to 1, as Math.random. */
  readonly random?: () => number;
}

/** Waits between half and the whole of a doubling span, so that a thousand pages do not return at once. */
export function createBackOff({
  firstMs = 500,
  longestMs = 15_000,
  random = Math.random,
}: BackOffOptions = {}): BackOff {
  let spanMs = firstMs;
  return {
    next() {
      const waitMs = spanMs / 2 + (spanMs / 2) * random();
      spanMs = Math.min(spanMs * 2, longestMs);
      return Math.round(waitMs);
    },
    reset() {
      spanMs = firstMs;
    },
  };
}
