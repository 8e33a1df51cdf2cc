/** What the browser says of the network; `onLine` true promises nothing, false is certain. */
export interface Connectivity {
  isOnline(): boolean;
  /** Calls back each time the network comes back; returns how to stop. */
  onOnline(listener: () => void): () => void;
  onOffline(listener: () => void): () => void;
}

export function createConnectivity(window: Window): Connectivity {
  const on = (name: 'online' | 'offline', listener: () => void) => {
    window.addEventListener(name, listener);
    return () => {
      window.removeEventListener(name, listener);
    };
  };
  return {
    isOnline: () => window.navigator.onLine,
    onOnline: (listener) => on('online', listener),
    onOffline: (listener) => on('offline', listener),
  };
}
