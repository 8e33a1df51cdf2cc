import {
  createInProcessCounters,
  type Charge,
  type Counters,
  type Refusal,
} from '@touchstone/messaging';
import { within } from '@touchstone/runtime';

const sharedTimeoutMs = 250;
/** How long shared counters are not called after a failure. */
const sharedRestMs = 1_000;

/**
 * Counters that all processes share. Each process also keeps its own counts, which apply while the
 * shared ones do not answer; so nothing here rejects.
 */
export function createSharedCharges(deps: { counters: Counters; now?: () => number }): Counters {
  const { counters, now = () => performance.now() } = deps;
  const own = createInProcessCounters({ now });
  let restsUntilMs = -Infinity;

  /** Undefined while the shared counters do not answer. */
  const callShared = async <T>(call: () => Promise<T>): Promise<T | undefined> => {
    if (now() < restsUntilMs) return undefined;
    try {
      return await within(call(), sharedTimeoutMs, 'Counting');
    } catch {
      restsUntilMs = now() + sharedRestMs;
      return undefined;
    }
  };
  const maxWithout = ({ key, windowMs, amount = 1 }: Charge): Charge => ({ key, windowMs, amount });

  return {
    async charge(charges): Promise<Refusal | null> {
      const refusal = await callShared(() => counters.charge(charges));
      if (refusal === undefined) return own.charge(charges);
      if (refusal === null) await own.charge(charges.map(maxWithout));
      return refusal;
    },
    async note(key, value, forMs) {
      await Promise.all([
        own.note(key, value, forMs),
        callShared(() => counters.note(key, value, forMs)),
      ]);
    },
    noted: async (key) => (await callShared(() => counters.noted(key))) ?? own.noted(key),
  };
}
