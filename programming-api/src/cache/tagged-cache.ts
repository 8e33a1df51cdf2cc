import { LRUCache } from 'lru-cache';

/*
 * Keeps what was read from the database until one of its tags is flushed.
 *
 * - A fill (a read that will be kept) that was begun before a flush of one of its tags is not
 *   kept, and whoever asks after the flush does not join it: it may have read the old state.
 * - While the subscription to flushes is lost nothing is kept and everything is read afresh.
 * - Nothing is kept longer than ttlMs: the bound on what a flush that was never sent can cost.
 */

interface Fill {
  readonly tags: readonly string[];
  readonly value: Promise<unknown>;
}

interface Kept {
  readonly tags: readonly string[];
  /** Boxed, since a cached null is a value as well. */
  readonly value: unknown;
}

export interface TaggedCacheOptions {
  readonly maxEntries: number;
  readonly ttlMs: number;
}

export class TaggedCache {
  readonly #kept: LRUCache<string, Kept>;
  readonly #keysByTag = new Map<string, Set<string>>();
  readonly #fills = new Map<string, Fill>();
  #bypassed = false;

  constructor({ maxEntries, ttlMs }: TaggedCacheOptions) {
    this.#kept = new LRUCache({
      max: maxEntries,
      ttl: ttlMs,
      dispose: (kept, key) => this.#forgetTags(key, kept.tags),
    });
  }

  get size(): number {
    return this.#kept.size;
  }

  /**
   * The kept value of `key`, or what `load` reads. Simultaneous callers share one load; its
   * failure reaches all of them and is not kept. A key must always come with the same tags.
   */
  async read<T>(key: string, tags: readonly string[], load: () => Promise<T>): Promise<T> {
    if (this.#bypassed) return load();
    const kept = this.#kept.get(key) ?? this.#fills.get(key) ?? this.#fill(key, tags, load);
    return (await kept.value) as T;
  }

  flush(tags: readonly string[]): void {
    for (const tag of tags) {
      for (const key of this.#keysByTag.get(tag) ?? []) this.#kept.delete(key);
    }
    for (const [key, fill] of this.#fills) {
      if (fill.tags.some((tag) => tags.includes(tag))) this.#fills.delete(key);
    }
  }

  /** Flushes may be missed from now on. */
  bypass(): void {
    this.#bypassed = true;
    this.#kept.clear();
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
        this.#kept.set(key, { tags, value });
        for (const tag of tags) this.#keysOf(tag).add(key);
      },
      () => this.#end(key, fill),
    );
    return fill;
  }

  /** Whether the fill was still current: a flush takes it out of the map. */
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
