/** What the browser says of the network; `onLine` true promises nothing, false is certain. */
export interface Connectivity {
  isOnline(): boolean;
  /**
   * Calls back each time the network comes back, and when the device has slept, since connections
   * seldom outlive that and may not be seen to be dead for minutes; returns how to stop.
   */
  onOnline(listener: () => void): () => void;
  onOffline(listener: () => void): () => void;
}

const lookEveryMs = 5000;
/** A page in sight whose timers stood still for longer has slept. */
const sleptMs = 20_000;

/** What this needs of a window. */
type ConnectivityWindow = Pick<
  Window,
  'addEventListener' | 'removeEventListener' | 'setInterval'
> & {
  readonly navigator: Pick<Navigator, 'onLine'>;
  readonly document: Pick<Document, 'hidden'>;
};

/** For as long as the page lives. */
export function createConnectivity(window: ConnectivityWindow): Connectivity {
  const online = new Set<() => void>();
  const isBack = () => {
    for (const listener of [...online]) listener();
  };
  window.addEventListener('online', isBack);

  let lastLookMs = Date.now();
  window.setInterval(() => {
    const passedMs = Date.now() - lastLookMs;
    lastLookMs += passedMs;
    // The timers of hidden pages are slowed down.
    if (passedMs > sleptMs && !window.document.hidden && window.navigator.onLine) isBack();
  }, lookEveryMs);

  return {
    isOnline: () => window.navigator.onLine,
    onOnline(listener) {
      online.add(listener);
      return () => online.delete(listener);
    },
    onOffline(listener) {
      window.addEventListener('offline', listener);
      return () => {
        window.removeEventListener('offline', listener);
      };
    },
  };
}
