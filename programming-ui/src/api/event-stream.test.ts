import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fakeConnectivity } from '../testing/connectivity.ts';
import { fakeEventSources } from '../testing/event-sources.ts';
import { openEventStream } from './event-stream.ts';

function start(onRefused: () => Promise<'again' | 'end'> = () => Promise.resolve('again')) {
  const sources = fakeEventSources();
  const connectivity = fakeConnectivity();
  const received: unknown[] = [];
  const stream = openEventStream<{ tick: { n: number } }>({
    url: '/events',
    EventSource: sources.EventSource,
    connectivity,
    on: { tick: (data) => received.push(data) },
    onRefused,
    random: () => 1,
  });
  return { stream, sources, connectivity, received };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('passes each event to the handler of its name', () => {
  const { sources, received } = start();
  sources.last().send('tick', { n: 1 });
  expect(received).toEqual([{ n: 1 }]);
});

it('leaves a broken connection to the browser', async () => {
  const { sources } = start();
  sources.last().break();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sources.opened).toHaveLength(1);
});

it('reconnects after a refusal, each time a little later', async () => {
  const { sources } = start();
  sources.last().refuse();
  await vi.advanceTimersByTimeAsync(500);
  expect(sources.opened).toHaveLength(2);
  sources.last().refuse();
  await vi.advanceTimersByTimeAsync(999);
  expect(sources.opened).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(sources.opened).toHaveLength(3);
});

it('reconnects when the call after a refusal fails, too', async () => {
  const { sources } = start(() => Promise.reject(new Error('no network')));
  sources.last().refuse();
  await vi.advanceTimersByTimeAsync(500);
  expect(sources.opened).toHaveLength(2);
});

it('closes when onRefused says so', async () => {
  const { sources } = start(() => Promise.resolve('end'));
  sources.last().refuse();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sources.opened).toHaveLength(1);
});

it('opens a new connection when the network is back, and receives nothing twice', () => {
  const { sources, connectivity, received } = start();
  const before = sources.last();
  connectivity.goOnline();
  expect(sources.opened).toHaveLength(2);
  before.send('tick', { n: 1 });
  sources.last().send('tick', { n: 1 });
  expect(received).toHaveLength(1);
});

it('opens only one connection when the network is back before the call after a refusal has ended', async () => {
  let answer: (next: 'again') => void = () => undefined;
  const { sources, connectivity } = start(() => new Promise((resolve) => (answer = resolve)));
  sources.last().refuse();
  connectivity.goOnline();
  answer('again');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sources.opened).toHaveLength(2);
});

it('does nothing after it is closed', async () => {
  const { stream, sources, connectivity } = start();
  sources.last().refuse();
  stream.close();
  connectivity.goOnline();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sources.opened).toHaveLength(1);
});
