/** A deadline was exceeded. */
export class DeadlineError extends Error {
  constructor(what: string, timeoutMs: number) {
    super(`${what} took longer than ${timeoutMs} ms`);
    this.name = 'DeadlineError';
  }
}

/** A wait is split into pieces of at most this length. */
const maxPieceMs = 500;
/** A timer that is later than this means that the process was frozen. */
const frozenMs = 100;

/**
 * Settles like `work`, but rejects with DeadlineError after `timeoutMs`. While this process is frozen, by
 * SIGSTOP for example, at most one piece of the time passes, and `work` may still settle afterwards
 * before the deadline counts as exceeded.
 */
export async function within<T>(work: Promise<T>, timeoutMs: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    const wait = (leftMs: number): void => {
      const waitMs = Math.min(leftMs, maxPieceMs);
      const dueMs = performance.now() + waitMs;
      timer = setTimeout(() => {
        const wasFrozen = performance.now() > dueMs + frozenMs;
        if (leftMs > waitMs) wait(leftMs - waitMs);
        else if (wasFrozen) wait(waitMs);
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
