import { get } from 'svelte/store';
import { expect, it } from 'vitest';
import { createSavedValue } from './saved-value.ts';
import { createTextStore } from './text-store.ts';

const defaults = { size: 14, wrap: false };
const storeWith = (text: string) => {
  const store = createTextStore(() => {
    throw new Error('The browser refuses');
  });
  store.write('key', text);
  return store;
};

it('saves changes', () => {
  const store = storeWith('{"size":16}');
  const saved = createSavedValue(store, 'key', defaults);
  expect(get(saved)).toEqual({ size: 16, wrap: false });
  saved.change({ wrap: true });
  expect(get(createSavedValue(store, 'key', defaults))).toEqual({ size: 16, wrap: true });
});

it.each(['', 'null', '[1]', '{"size":"large"}', '{"other":1}'])(
  'falls back to its defaults when %j was saved',
  (text) => {
    expect(get(createSavedValue(storeWith(text), 'key', defaults))).toEqual(defaults);
  },
);
