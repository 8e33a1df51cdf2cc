import { writable, type Readable } from 'svelte/store';
import type { TextStore } from './text-store.ts';

/** A record of plain values that this browser remembers. */
export interface KeptValue<Value extends object> extends Readable<Value> {
  change(part: Partial<Value>): void;
}

export function createKeptValue<Value extends object>(
  store: TextStore,
  key: string,
  defaults: Value,
): KeptValue<Value> {
  let current = readKeptValue(store, key, defaults);
  const { subscribe, set } = writable(current);
  return {
    subscribe,
    change(part) {
      current = { ...current, ...part };
      store.write(key, JSON.stringify(current));
      set(current);
    },
  };
}

/**
 * What was kept under `key`, over `defaults`. A field that is missing or of another type, as another
 * release may have left it, has its default.
 */
export function readKeptValue<Value extends object>(
  store: TextStore,
  key: string,
  defaults: Value,
): Value {
  return { ...defaults, ...fitting(store.read(key), defaults) };
}

function fitting<Value extends object>(text: string | null, defaults: Value): Partial<Value> {
  const kept = parse(text);
  const entries = Object.entries(defaults).flatMap(([name, fallback]: [string, unknown]) => {
    const value: unknown = kept[name];
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
