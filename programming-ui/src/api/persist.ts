import type { Connectivity } from '../browser/connectivity.ts';
import { createBackOff } from './back-off.ts';
import { isPassing, NetworkError, type ProblemError } from './problem.ts';

/** Why a call is tried again, and when. */
export interface Wait {
  readonly error: ProblemError | NetworkError;
  readonly retryAtMs: number;
}

export interface PersistOptions {
  readonly connectivity: Connectivity;
  readonly onWait: (wait: Wait) => void;
  readonly onTry?: () => void;
  readonly signal?: AbortSignal;
  readonly random?: () => number;
  /** Server errors (5xx but 503) before the last one is thrown after all; endless when left out. */
  readonly maxFaults?: number;
}

/**
 * Calls until it works or fails for good. What may pass (no network, 429, 5xx) is tried again after
 * the time the server asks for, which it varies itself from one page to the next, or else after a
 * growing one; at once when the network comes back. Rejects with the
 * signal's reason when aborted.
 */
export async function persist<T>(call: () => Promise<T>, options: PersistOptions): Promise<T> {
  const backOff = createBackOff(options.random === undefined ? {} : { random: options.random });
  let faults = 0;
  for (;;) {
    options.signal?.throwIfAborted();
    options.onTry?.();
    try {
      return await call();
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!isPassing(error)) throw error;
      if (isFault(error) && ++faults === options.maxFaults) throw error;
      const asked = error instanceof NetworkError ? null : error.retryAfterMs;
      const waitMs = asked ?? backOff.next();
      options.onWait({ error, retryAtMs: Date.now() + waitMs });
      await pause(waitMs, options.connectivity, error instanceof NetworkError, options.signal);
    }
  }
}

const isFault = (error: ProblemError | NetworkError) =>
  error instanceof NetworkError ? false : error.status >= 500 && error.status !== 503;

/** Ends early when aborted and, if asked, when the network comes back. */
function pause(
  waitMs: number,
  connectivity: Connectivity,
  endsOnline: boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      stopListening();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, waitMs);
    const stopListening = endsOnline ? connectivity.onOnline(end) : () => undefined;
    signal?.addEventListener('abort', end);
  });
}
