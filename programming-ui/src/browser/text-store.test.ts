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

it('lists the keys of what is stored, and of what was refused', () => {
  const storage = { 'a:1': '', 'b:1': '', setItem: refuse, removeItem: () => undefined };
  const store = createTextStore(() => storage as unknown as Storage);
  store.write('a:2', 'refused');
  expect(store.keys('a:').toSorted()).toEqual(['a:1', 'a:2']);
  const none = createTextStore(refuse);
  none.write('a:3', 'refused');
  expect(none.keys('a:')).toEqual(['a:3']);
});
