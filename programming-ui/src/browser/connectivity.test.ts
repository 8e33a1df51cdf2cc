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
  /** Time passes without the page's timers. */
  const sleep = (ms: number) => vi.setSystemTime(Date.now() + ms);
  return { events, document, navigator, back, stop, sleep };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('notifies its listeners when the network comes back, until they stop', () => {
  const { events, back, stop } = start();
  events.dispatchEvent(new Event('offline'));
  events.dispatchEvent(new Event('online'));
  stop();
  events.dispatchEvent(new Event('online'));
  expect(back).toHaveBeenCalledTimes(1);
});

it('treats waking up as a network that comes back, once', () => {
  const { back, sleep } = start();
  vi.advanceTimersByTime(60_000);
  expect(back).not.toHaveBeenCalled();
  sleep(3_600_000);
  vi.advanceTimersByTime(60_000);
  expect(back).toHaveBeenCalledTimes(1);
});

it("does not mistake a hidden page's slow timers for sleep, nor waking up for a network", () => {
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
