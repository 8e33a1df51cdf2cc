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
  const withoutMax = (charge: Charge): Charge => ({ ...charge, max: Infinity });

  return {
    async charge(charges, note): Promise<Refusal | null> {
      const refusal = await callShared(() => counters.charge(charges, note));
      if (refusal === undefined) return own.charge(charges, note);
      if (refusal === null) await own.charge(charges.map(withoutMax), note);
      return refusal;
    },
  };
}
