import type { Connectivity } from '../browser/connectivity.ts';
import { createBackOff } from './back-off.ts';
import { isTransient, NetworkError, type ProblemError } from './problem.ts';

/** Why a call is retried, and when. */
export interface RetryNotice {
  readonly error: ProblemError | NetworkError;
  readonly retryAtMs: number;
}

export interface PersistOptions {
  readonly connectivity: Connectivity;
  readonly onWait: (notice: RetryNotice) => void;
  readonly onTry?: () => void;
  readonly signal?: AbortSignal;
  readonly random?: () => number;
  /** After this many server errors (5xx other than 503) the last one is thrown. Default: no limit. */
  readonly maxFaults?: number;
}

/**
 * Calls until the call succeeds or fails for good. Transient errors (no network, 429, 5xx) are retried
 * after the server's Retry-After, which it varies from one page to the next, or else with back-off;
 * immediately when the network comes back. Rejects with the signal's reason when aborted.
 */
export async function persist<T>(call: () => Promise<T>, options: PersistOptions): Promise<T> {
  const backOff = createBackOff(options.random);
  let faults = 0;
  for (;;) {
    options.signal?.throwIfAborted();
    options.onTry?.();
    try {
      return await call();
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!isTransient(error)) throw error;
      if (isFault(error) && ++faults === options.maxFaults) throw error;
      const retryAfterMs = error instanceof NetworkError ? null : error.retryAfterMs;
      const waitMs = retryAfterMs ?? backOff.next();
      options.onWait({ error, retryAtMs: Date.now() + waitMs });
      await pause(waitMs, options.connectivity, error instanceof NetworkError, options.signal);
    }
  }
}

const isFault = (error: ProblemError | NetworkError) =>
  error instanceof NetworkError ? false : error.status >= 500 && error.status !== 503;

/** Ends early when aborted and, with `endsOnline`, when the network comes back. */
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
