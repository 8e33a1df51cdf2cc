/** Whether the browser has a network. `true` from navigator.onLine may be wrong; `false` is certain. */
export interface Connectivity {
  isOnline(): boolean;
  /**
   * Calls back each time the network comes back, and when the device wakes up: connections seldom
   * survive sleep, and a dead one may go unnoticed for minutes. Returns how to stop.
   */
  onOnline(listener: () => void): () => void;
}

const checkEveryMs = 5000;
/** If the timers of a visible page stood still for longer, the device was asleep. */
const sleptMs = 20_000;

/** The parts of a window used here. */
type ConnectivityWindow = Pick<Window, 'addEventListener' | 'setInterval'> & {
  readonly navigator: Pick<Navigator, 'onLine'>;
  readonly document: Pick<Document, 'hidden'>;
};

/** Its listeners stay for the life of the page. */
export function createConnectivity(window: ConnectivityWindow): Connectivity {
  const online = new Set<() => void>();
  const notifyOnline = () => {
    for (const listener of [...online]) listener();
  };
  window.addEventListener('online', notifyOnline);

  let lastCheckMs = Date.now();
  window.setInterval(() => {
    const passedMs = Date.now() - lastCheckMs;
    lastCheckMs += passedMs;
    // Browsers slow down the timers of hidden pages.
    if (passedMs > sleptMs && !window.document.hidden && window.navigator.onLine) notifyOnline();
  }, checkEveryMs);

  return {
    isOnline: () => window.navigator.onLine,
    onOnline(listener) {
      online.add(listener);
      return () => online.delete(listener);
    },
  };
}
