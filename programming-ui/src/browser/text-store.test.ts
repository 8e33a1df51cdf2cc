import { expect, it } from 'vitest';
import { createTextStore } from './text-store.ts';

const refuse = (): never => {
  throw new Error('The browser refuses');
};

it('keeps texts until the page closes when the browser refuses to store them', () => {
  const store = createTextStore(refuse);
  expect(store.read('key')).toBeNull();
  expect(store.write('key', 'text')).toBe(false);
  expect(store.read('key')).toBe('text');
  store.remove('key');
  expect(store.read('key')).toBeNull();
});

it('reads the newer text when storage is full', () => {
  const storage = { getItem: () => 'old', setItem: refuse, removeItem: () => undefined };
  const store = createTextStore(() => storage as unknown as Storage);
  expect(store.read('key')).toBe('old');
  store.write('key', 'new');
  expect(store.read('key')).toBe('new');
});
