import type { Connectivity } from '../browser/connectivity.ts';

/** A network that a test switches off and on. */
export function fakeConnectivity(online = true): Connectivity & { goOnline(): void } {
  const listeners = new Set<() => void>();
  return {
    isOnline: () => online,
    onOnline(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onOffline: () => () => undefined,
    goOnline() {
      for (const listener of [...listeners]) listener();
    },
  };
}
