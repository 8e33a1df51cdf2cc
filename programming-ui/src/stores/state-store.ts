import { writable, type Readable } from 'svelte/store';

/** A store whose value can also be read without subscribing. */
export interface ReadableState<Value> extends Readable<Value> {
  readonly current: Value;
}

export interface StateStore<Value> extends ReadableState<Value> {
  set: (next: Value) => void;
  /** Sets some properties and keeps the others. */
  change: (part: Partial<Value>) => void;
}

export function createStateStore<Value>(initial: Value): StateStore<Value> {
  const { subscribe, set } = writable(initial);
  const store = {
    subscribe,
    current: initial,
    set(next: Value) {
      store.current = next;
      set(next);
    },
    change: (part: Partial<Value>) => store.set({ ...store.current, ...part }),
  };
  return store;
}
