import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createConnectivity } from './connectivity.ts';

function start() {
  const events = new EventTarget();
  const document = { hidden: false };
  const navigator = { onLine: true };
  const window = Object.assign(events, { document, navigator, setInterval });
  const connectivity = createConnectivity(window);
  const back = vi.fn();
  const stop = connectivity.onOnline(back);
  /** Time passes, and no timer of the page runs. */
  const sleep = (ms: number) => vi.setSystemTime(Date.now() + ms);
  return { events, document, navigator, connectivity, back, stop, sleep };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('tells when the network comes and goes, as long as somebody listens', () => {
  const { events, connectivity, back, stop } = start();
  const gone = vi.fn();
  const stopGone = connectivity.onOffline(gone);
  events.dispatchEvent(new Event('offline'));
  events.dispatchEvent(new Event('online'));
  stop();
  stopGone();
  events.dispatchEvent(new Event('offline'));
  events.dispatchEvent(new Event('online'));
  expect([gone.mock.calls.length, back.mock.calls.length]).toEqual([1, 1]);
});

it('takes waking up for a network that comes back, once', () => {
  const { back, sleep } = start();
  vi.advanceTimersByTime(60_000);
  expect(back).not.toHaveBeenCalled();
  sleep(3_600_000);
  vi.advanceTimersByTime(60_000);
  expect(back).toHaveBeenCalledTimes(1);
});

it('takes neither the slow timers of a hidden page for sleep, nor waking up for a network', () => {
  const { back, sleep, document, navigator } = start();
  document.hidden = true;
  sleep(60_000);
  vi.advanceTimersByTime(5000);
  document.hidden = false;
  navigator.onLine = false;
  sleep(60_000);
  vi.advanceTimersByTime(5000);
  expect(back).not.toHaveBeenCalled();
});
