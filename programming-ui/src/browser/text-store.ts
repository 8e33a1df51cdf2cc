/** Texts kept in this browser. Nothing throws: a browser may refuse storage at any time. */
export interface TextStore {
  read(key: string): string | null;
  /** False when the text could not be kept beyond this page. */
  write(key: string, text: string): boolean;
  remove(key: string): void;
  /** Nothing that was written would be lost with the page. */
  keepsAll(): boolean;
}

/** `storage` is asked for lazily, since reading `window.localStorage` itself may throw. */
export function createTextStore(storage: () => Storage): TextStore {
  /** What storage refused to keep, so that it lasts at least as long as the page. */
  const kept = new Map<string, string>();
  return {
    read(key) {
      const text = kept.get(key);
      if (text !== undefined) return text;
      try {
        return storage().getItem(key);
      } catch {
        return null;
      }
    },
    write(key, text) {
      try {
        storage().setItem(key, text);
        kept.delete(key);
        return true;
      } catch {
        kept.set(key, text);
        return false;
      }
    },
    remove(key) {
      kept.delete(key);
      try {
        storage().removeItem(key);
      } catch {
        // Nothing was kept there.
      }
    },
    keepsAll: () => kept.size === 0,
  };
}
