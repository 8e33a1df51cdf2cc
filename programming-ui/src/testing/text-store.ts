import type { TextStore } from '../browser/text-store.ts';

/** A browser's storage in memory. With `persistent` false, nothing outlives the page. */
export function memoryStore(persistent = true): TextStore {
  const texts = new Map<string, string>();
  return {
    read: (key) => texts.get(key) ?? null,
    write(key, text) {
      texts.set(key, text);
      return persistent;
    },
    remove: (key) => void texts.delete(key),
    keys: (prefix) => [...texts.keys()].filter((key) => key.startsWith(prefix)),
    isPersistent: () => persistent || texts.size === 0,
  };
}
