import { setTimeout as delay } from 'node:timers/promises';

/** How long a user waits for another one, who may be stuck. */
const maxWaitMs = 2_500;

/** Two users with the same number wait for each other. */
export function createMeetings(): (number: number) => Promise<void> {
  const arrivals = new Map<number, () => void>();
  return async (number) => {
    const arrived = arrivals.get(number);
    if (arrived !== undefined) {
      arrived();
      return;
    }
    const other = new Promise<void>((resolve) => arrivals.set(number, resolve));
    const tooLong = new AbortController();
    await Promise.race([
      other,
      delay(maxWaitMs, undefined, { signal: tooLong.signal }).catch(() => undefined),
    ]);
    tooLong.abort();
  };
}
