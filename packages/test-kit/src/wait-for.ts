import { setTimeout as delay } from 'node:timers/promises';

type Awaitable<T> = T | Promise<T>;
type Absent = null | undefined | false;

/**
 * Calls `condition` until it answers something other than null, undefined and false, and resolves
 * to that. An error in it counts as not yet; on time-out the last one is the cause.
 */
export async function waitFor<T>(
  condition: () => Awaitable<T>,
  options: { what: string; timeoutMs?: number; intervalMs?: number },
): Promise<Exclude<T, Absent>> {
  const { what, timeoutMs = 60_000, intervalMs = 20 } = options;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let cause: unknown;
    try {
      const answer = await condition();
      if (isThere(answer)) return answer;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`Waited ${timeoutMs} ms in vain for ${what}`, { cause });
    }
    await delay(intervalMs);
  }
}

const isThere = <T>(answer: T): answer is Exclude<T, Absent> =>
  answer !== null && answer !== undefined && answer !== false;
