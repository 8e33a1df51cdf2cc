import { setTimeout as delay } from 'node:timers/promises';

/** Settles like `work`, but rejects with the signal's reason as soon as that is aborted. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason as Error);
  });
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Resolves after `ms` or on abort. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(Math.max(0, ms), undefined, { signal }).catch(() => undefined);

export interface RetryOptions {
  /** Longest wait after the first failure; it doubles with each one more. */
  readonly firstMs: number;
  /** Longest wait at all. */
  readonly mostMs: number;
  readonly signal: AbortSignal;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Does the work until it succeeds, or rejects with the signal's reason. Each wait is drawn from
 * the upper half of its range, so that graders which failed together do not come back together.
 */
export async function retry<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { firstMs, mostMs, signal, onFailure } = options;
  for (let waitMs = firstMs; ; waitMs = Math.min(2 * waitMs, mostMs)) {
    signal.throwIfAborted();
    try {
      return await unlessAborted(work(), signal);
    } catch (error) {
      signal.throwIfAborted();
      onFailure(error);
    }
    await pause(waitMs * (0.5 + Math.random() / 2), signal);
  }
}
