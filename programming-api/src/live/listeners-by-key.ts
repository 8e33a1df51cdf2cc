/** Sets of listeners, by key. */
export class ListenersByKey<Listener> {
  readonly #listeners = new Map<string, Set<Listener>>();

  get size(): number {
    return this.#listeners.size;
  }

  keys(): string[] {
    return [...this.#listeners.keys()];
  }

  has(key: string): boolean {
    return this.#listeners.has(key);
  }

  of(key: string): Listener[] {
    return [...(this.#listeners.get(key) ?? [])];
  }

  /** Returns the function that removes it. */
  add(key: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(key) === listeners) {
        this.#listeners.delete(key);
      }
    };
  }
}
