import {
  createInProcessCounters,
  type Charge,
  type Counters,
  type Refusal,
} from '@touchstone/messaging';
import { within } from '@touchstone/service';

const sharedTimeoutMs = 250;
/** After shared counters did not answer they are left alone for so long. */
const sharedRestMs = 1_000;

/**
 * Counters that all processes share. Each process counts for itself besides, and goes by that while
 * the shared ones do not answer; so nothing here rejects.
 */
export function createSharedCharges(deps: { counters: Counters; now?: () => number }): Counters {
  const { counters, now = () => performance.now() } = deps;
  const own = createInProcessCounters({ now });
  let restsUntilMs = -Infinity;

  /** Undefined while the shared ones do not answer. */
  const ask = async <T>(call: () => Promise<T>): Promise<T | undefined> => {
    if (now() < restsUntilMs) return undefined;
    try {
      return await within(call(), sharedTimeoutMs, 'Counting');
    } catch {
      restsUntilMs = now() + sharedRestMs;
      return undefined;
    }
  };
  const withoutMax = ({ key, windowMs, amount = 1 }: Charge): Charge => ({ key, windowMs, amount });

  return {
    async charge(charges): Promise<Refusal | null> {
      const refusal = await ask(() => counters.charge(charges));
      if (refusal === undefined) return own.charge(charges);
      if (refusal === null) await own.charge(charges.map(withoutMax));
      return refusal;
    },
    async note(key, value, forMs) {
      await Promise.all([own.note(key, value, forMs), ask(() => counters.note(key, value, forMs))]);
    },
    noted: async (key) => (await ask(() => counters.noted(key))) ?? own.noted(key),
  };
}
