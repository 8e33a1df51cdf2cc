/** Texts saved in this browser. Nothing throws: a browser may refuse storage at any time. */
export interface TextStore {
  read(key: string): string | null;
  /** False when the text is available only until this page closes. */
  write(key: string, text: string): boolean;
  remove(key: string): void;
  /** All keys that begin so. */
  keys(prefix: string): string[];
  /** Whether all that was written outlives the page. */
  isPersistent(): boolean;
}

/** `storage` is a function, since reading `window.localStorage` may throw. */
export function createTextStore(storage: () => Storage): TextStore {
  /** Texts that storage refused: they last as long as the page. */
  const refused = new Map<string, string>();
  const storedKeys = (): string[] => {
    try {
      return Object.keys(storage());
    } catch {
      return [];
    }
  };
  return {
    read(key) {
      const text = refused.get(key);
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
        refused.delete(key);
        return true;
      } catch {
        refused.set(key, text);
        return false;
      }
    },
    remove(key) {
      refused.delete(key);
      try {
        storage().removeItem(key);
      } catch {
        // Storage is not available, so nothing was stored.
      }
    },
    keys: (prefix) =>
      [...new Set([...refused.keys(), ...storedKeys()])].filter((key) => key.startsWith(prefix)),
    isPersistent: () => refused.size === 0,
  };
}
