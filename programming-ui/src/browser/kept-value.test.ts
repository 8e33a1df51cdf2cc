import { get } from 'svelte/store';
import { expect, it } from 'vitest';
import { createKeptValue } from './kept-value.ts';
import { createTextStore } from './text-store.ts';

const defaults = { size: 14, wrap: false };
const storeWith = (text: string) => {
  const store = createTextStore(() => {
    throw new Error('The browser refuses');
  });
  store.write('key', text);
  return store;
};

it('remembers what was changed', () => {
  const store = storeWith('{"size":16}');
  const kept = createKeptValue(store, 'key', defaults);
  expect(get(kept)).toEqual({ size: 16, wrap: false });
  kept.change({ wrap: true });
  expect(get(createKeptValue(store, 'key', defaults))).toEqual({ size: 16, wrap: true });
});

it.each(['', 'null', '[1]', '{"size":"large"}', '{"other":1}'])(
  'falls back to its defaults when %j was kept',
  (text) => {
    expect(get(createKeptValue(storeWith(text), 'key', defaults))).toEqual(defaults);
  },
);
