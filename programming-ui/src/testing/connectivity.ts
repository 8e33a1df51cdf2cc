import type { Connectivity } from '../browser/connectivity.ts';

/** A network that a test can bring back. */
export function fakeConnectivity(online = true): Connectivity & { goOnline(): void } {
  const listeners = new Set<() => void>();
  return {
    isOnline: () => online,
    onOnline(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    goOnline() {
      for (const listener of [...listeners]) listener();
    },
  };
}
