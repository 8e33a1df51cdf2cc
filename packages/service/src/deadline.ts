/** A wait that came to its end. */
export class DeadlineError extends Error {
  constructor(what: string, timeoutMs: number) {
    super(`${what} took longer than ${timeoutMs} ms`);
    this.name = 'DeadlineError';
  }
}

/** A wait is made of pieces that are no longer than this. */
const pieceMs = 500;
/** A timer that is late by so much tells that the process stood still. */
const stillMs = 100;

/**
 * Settles like `work`, but rejects with DeadlineError after `timeoutMs`. A time in which this process
 * stood still, because it was frozen say, counts as one piece at most, and what came meanwhile is
 * heard before the wait is over.
 */
export async function within<T>(work: Promise<T>, timeoutMs: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    const wait = (leftMs: number): void => {
      const waitMs = Math.min(leftMs, pieceMs);
      const dueMs = performance.now() + waitMs;
      timer = setTimeout(() => {
        const stoodStill = performance.now() > dueMs + stillMs;
        if (leftMs > waitMs) wait(leftMs - waitMs);
        else if (stoodStill) wait(waitMs);
        else reject(new DeadlineError(what, timeoutMs));
      }, waitMs);
    };
    wait(timeoutMs);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
