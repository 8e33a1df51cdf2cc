import { LRUCache } from 'lru-cache';

/*
 * Stores what was read from the database until one of its tags is flushed.
 *
 * - A fill (a read whose value will be stored) that started before a flush of one of its tags is not
 *   stored, and reads after the flush do not share it: it may have read the old state.
 * - While the subscription to flushes is lost, nothing is stored and every read goes to the database.
 * - Nothing is stored longer than ttlMs, which bounds the damage of a flush that was never sent.
 */

interface Fill {
  readonly tags: readonly string[];
  readonly value: Promise<unknown>;
}

interface Entry {
  readonly tags: readonly string[];
  /** In an object, since a cached null is a value as well. */
  readonly value: unknown;
}

export interface TaggedCacheOptions {
  readonly maxEntries: number;
  readonly ttlMs: number;
  readonly onRead?: (outcome: CacheOutcome) => void;
}

/** Where a value came from: the cache, a fill under way, a new one, or `load` while bypassed. */
type CacheOutcome = 'hit' | 'shared' | 'miss' | 'bypassed';

export class TaggedCache {
  readonly #entries: LRUCache<string, Entry>;
  readonly #keysByTag = new Map<string, Set<string>>();
  readonly #fills = new Map<string, Fill>();
  readonly #onRead: (outcome: CacheOutcome) => void;
  #bypassed = false;

  constructor({ maxEntries, ttlMs, onRead = () => undefined }: TaggedCacheOptions) {
    this.#onRead = onRead;
    this.#entries = new LRUCache({
      max: maxEntries,
      ttl: ttlMs,
      dispose: (entry, key) => this.#forgetTags(key, entry.tags),
    });
  }

  get size(): number {
    return this.#entries.size;
  }

  /**
   * The stored value of `key`, or what `load` reads. Simultaneous callers share one load; all of them
   * get its failure, which is not stored. A key must always have the same tags.
   */
  async read<T>(key: string, tags: readonly string[], load: () => Promise<T>): Promise<T> {
    if (this.#bypassed) {
      this.#onRead('bypassed');
      return load();
    }
    const entry = this.#entries.get(key);
    const fill = entry === undefined ? this.#fills.get(key) : undefined;
    this.#onRead(entry !== undefined ? 'hit' : fill !== undefined ? 'shared' : 'miss');
    return (await (entry ?? fill ?? this.#fill(key, tags, load)).value) as T;
  }

  flush(tags: readonly string[]): void {
    for (const tag of tags) {
      for (const key of this.#keysByTag.get(tag) ?? []) this.#entries.delete(key);
    }
    for (const [key, fill] of this.#fills) {
      if (fill.tags.some((tag) => tags.includes(tag))) this.#fills.delete(key);
    }
  }

  /** Flushes may be missed from now on. */
  bypass(): void {
    this.#bypassed = true;
    this.#entries.clear();
    this.#fills.clear();
  }

  /** No flush is missed from now on. */
  resume(): void {
    this.#bypassed = false;
  }

  #fill(key: string, tags: readonly string[], load: () => Promise<unknown>): Fill {
    const fill: Fill = { tags, value: load() };
    this.#fills.set(key, fill);
    void fill.value.then(
      (value) => {
        if (!this.#end(key, fill)) return;
        this.#entries.set(key, { tags, value });
        for (const tag of tags) this.#keysOf(tag).add(key);
      },
      () => this.#end(key, fill),
    );
    return fill;
  }

  /** Whether the fill was still current: a flush removes it from the map. */
  #end(key: string, fill: Fill): boolean {
    return this.#fills.get(key) === fill && this.#fills.delete(key);
  }

  #keysOf(tag: string): Set<string> {
    const keys = this.#keysByTag.get(tag) ?? new Set();
    this.#keysByTag.set(tag, keys);
    return keys;
  }

  #forgetTags(key: string, tags: readonly string[]): void {
    for (const tag of tags) {
      const keys = this.#keysByTag.get(tag);
      keys?.delete(key);
      if (keys?.size === 0) this.#keysByTag.delete(tag);
    }
  }
}
