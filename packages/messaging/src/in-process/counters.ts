import type { Charge, Counters } from '../port.ts';

/** Keys for windows of one length; when there are more, the oldest windows are dropped. */
const maxKeys = 100_000;

interface Kept<T> {
  value: T;
  readonly endsAtMs: number;
}

/**
 * Counters of this process only. Windows of different lengths are stored separately, so that keys
 * for a minute never displace one for a day.
 */
export function createInProcessCounters(options: { readonly now?: () => number } = {}): Counters {
  const { now = () => performance.now() } = options;
  const sums = createKept<number>(now);
  const notes = createKept<string>(now);

  return {
    charge(charges, note) {
      for (const [index, charge] of charges.entries()) {
        const { ofNoted, windowMs, amount = 1, max = Infinity }: Charge = charge;
        const noted = ofNoted === undefined ? '' : notes.findAny(ofNoted)?.value;
        if (noted === undefined) continue;
        const key = charge.key + noted;
        const kept = sums.find(key, windowMs);
        const sum = kept?.value ?? 0;
        if (sum + amount > max) {
          const windowEndsInMs = kept === null ? windowMs : kept.endsAtMs - now();
          return Promise.resolve({ index, windowEndsInMs });
        }
        if (kept !== null) kept.value += amount;
        else if (amount > 0) sums.add(key, windowMs, amount);
      }
      if (note !== undefined) notes.add(note.key, note.forMs, note.value);
      return Promise.resolve(null);
    },
  };
}

function createKept<T>(now: () => number) {
  const byLength = new Map<number, Map<string, Kept<T>>>();
  const living = (kept: Kept<T> | undefined): Kept<T> | null =>
    kept !== undefined && kept.endsAtMs > now() ? kept : null;

  return {
    find: (key: string, forMs: number) => living(byLength.get(forMs)?.get(key)),
    findAny(key: string): Kept<T> | null {
      for (const entries of byLength.values()) {
        const found = living(entries.get(key));
        if (found !== null) return found;
      }
      return null;
    },
    add(key: string, forMs: number, value: T): void {
      const entries = byLength.get(forMs) ?? new Map<string, Kept<T>>();
      byLength.set(forMs, entries);
      entries.delete(key);
      entries.set(key, { value, endsAtMs: now() + forMs });
      // A Map is in the order of insertion, so the first windows end first.
      for (const [oldest, kept] of entries) {
        if (kept.endsAtMs > now() && entries.size <= maxKeys) break;
        entries.delete(oldest);
      }
    },
  };
}
