import type { TextStore } from '../browser/text-store.ts';

/** A browser's storage in memory; `keeps` false refuses to keep anything beyond the page. */
export function memoryStore(keeps = true): TextStore {
  const texts = new Map<string, string>();
  return {
    read: (key) => texts.get(key) ?? null,
    write(key, text) {
      texts.set(key, text);
      return keeps;
    },
    remove: (key) => void texts.delete(key),
    keepsAll: () => keeps || texts.size === 0,
  };
}
