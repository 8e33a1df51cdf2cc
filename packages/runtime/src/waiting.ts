import { setTimeout as delay } from 'node:timers/promises';

/** Settles like `work`, but rejects with the signal's reason as soon as it is aborted. */
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
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  delay(Math.max(0, ms), undefined, { signal }).catch(() => undefined);

export interface BackOff {
  /** The wait after the first failure; it doubles with each further one. */
  readonly firstMs: number;
  /** Upper limit of all waits. */
  readonly maxMs: number;
}

/** How long to wait after `failures` failures in a row, counted from 0. */
export const backOffMs = (failures: number, { firstMs, maxMs }: BackOff): number =>
  Math.min(firstMs * 2 ** failures, maxMs);

/**
 * Draws a wait between half of `ms` and all of it, so that processes which failed together do not
 * come back together.
 */
export const jitter = (ms: number): number => ms * (0.5 + Math.random() / 2);

export interface RetryOptions extends BackOff {
  readonly signal: AbortSignal;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Repeats the work until it succeeds, or rejects with the signal's reason. Each wait has jitter.
 */
export async function retry<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { signal, onFailure } = options;
  for (let failures = 0; ; failures += 1) {
    signal.throwIfAborted();
    try {
      return await unlessAborted(work(), signal);
    } catch (error) {
      signal.throwIfAborted();
      onFailure(error);
    }
    await pause(jitter(backOffMs(failures, options)), signal);
  }
}
