import type { Readable } from 'svelte/store';
import { createStateStore } from '../stores/state-store.ts';
import type { TextStore } from './text-store.ts';

/** An object of primitive values, saved in this browser. */
export interface SavedValue<Value extends object> extends Readable<Value> {
  change(part: Partial<Value>): void;
}

export function createSavedValue<Value extends object>(
  store: TextStore,
  key: string,
  defaults: Value,
): SavedValue<Value> {
  const state = createStateStore(readSavedValue(store, key, defaults));
  return {
    subscribe: state.subscribe,
    change(part) {
      state.change(part);
      store.write(key, JSON.stringify(state.current));
    },
  };
}

/**
 * The object saved under `key`. A field that is missing or has another type, as another release may
 * have left it, has its default.
 */
export function readSavedValue<Value extends object>(
  store: TextStore,
  key: string,
  defaults: Value,
): Value {
  return { ...defaults, ...fitting(store.read(key), defaults) };
}

function fitting<Value extends object>(text: string | null, defaults: Value): Partial<Value> {
  const saved = parse(text);
  const entries = Object.entries(defaults).flatMap(([name, fallback]: [string, unknown]) => {
    const value: unknown = saved[name];
    return typeof value === typeof fallback ? [[name, value]] : [];
  });
  return Object.fromEntries(entries) as Partial<Value>;
}

function parse(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = text === null ? null : JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
