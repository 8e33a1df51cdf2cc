import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fetchAfter } from './early-answers.ts';

const text = async (answer: Promise<Response>) => (await answer).text();

function start(painted: Promise<void> = Promise.resolve()) {
  const early = new Map([['/api/courses', Promise.resolve(new Response('early'))]]);
  const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(new Response('asked')));
  return { fetch, after: fetchAfter(early, painted, fetch) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('uses an early answer once, then requests', async () => {
  const { after, fetch } = start();
  expect(await text(after('/api/courses'))).toBe('early');
  expect(fetch).not.toHaveBeenCalled();
  expect(await text(after('/api/courses'))).toBe('asked');
});

it('requests what has no early answer, and never answers a POST with a read', async () => {
  const { after } = start();
  expect(await text(after('/api/me'))).toBe('asked');
  expect(await text(after('/api/courses', { method: 'POST' }))).toBe('asked');
});

it('waits until the handout is painted, but at most half a second', async () => {
  const { after } = start(new Promise(() => undefined));
  const seen = vi.fn();
  void after('/api/courses').then(seen);
  await vi.advanceTimersByTimeAsync(400);
  expect(seen).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(200);
  expect(seen).toHaveBeenCalledOnce();
});
