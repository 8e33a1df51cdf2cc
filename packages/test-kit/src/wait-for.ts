import { setTimeout as delay } from 'node:timers/promises';

type Awaitable<T> = T | Promise<T>;
type Absent = null | undefined | false;

/**
 * Calls `condition` until it returns something other than null, undefined and false, and resolves to
 * that. An error counts as not yet; on time-out the last one is the cause.
 */
export async function waitFor<T>(
  condition: () => Awaitable<T>,
  options: { what: string; timeoutMs?: number; intervalMs?: number },
): Promise<Exclude<T, Absent>> {
  const { what, timeoutMs = 300_000, intervalMs = 20 } = options;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let cause: unknown;
    try {
      const answer = await condition();
      if (isPresent(answer)) return answer;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`Timed out after ${timeoutMs} ms waiting for ${what}`, { cause });
    }
    await delay(intervalMs);
  }
}

const isPresent = <T>(answer: T): answer is Exclude<T, Absent> =>
  answer !== null && answer !== undefined && answer !== false;
