import { describe, expect, test } from 'vitest';
import { TaggedCache } from './tagged-cache.ts';

const newCache = (): TaggedCache => new TaggedCache({ maxEntries: 3, ttlMs: 60_000 });

/** A read that the test resolves. */
function slowRead(): { promise: Promise<string>; resolve: (value: string) => void } {
  let resolve: (value: string) => void = () => undefined;
  const promise = new Promise<string>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}

/** A source that counts its reads and answers each with the number of reads so far. */
function countingSource(): { load: () => Promise<number>; reads: () => number } {
  let count = 0;
  return { load: () => Promise.resolve(++count), reads: () => count };
}

describe('a tagged cache', () => {
  test('reads a key once', async () => {
    const cache = newCache();
    const { load, reads } = countingSource();
    await cache.read('a', ['t'], load);
    expect(await cache.read('a', ['t'], load)).toBe(1);
    expect(reads()).toBe(1);
  });

  test('tells where each value came from', async () => {
    const outcomes: string[] = [];
    const onRead = (outcome: string) => void outcomes.push(outcome);
    const cache = new TaggedCache({ maxEntries: 3, ttlMs: 60_000, onRead });
    const { load } = countingSource();
    await Promise.all([cache.read('a', ['t'], load), cache.read('a', ['t'], load)]);
    await cache.read('a', ['t'], load);
    cache.bypass();
    await cache.read('a', ['t'], load);
    expect(outcomes).toEqual(['miss', 'shared', 'hit', 'bypassed']);
  });

  test('stores null like any other value', async () => {
    const cache = newCache();
    let reads = 0;
    const load = (): Promise<null> => {
      reads++;
      return Promise.resolve(null);
    };
    await cache.read('a', [], load);
    expect(await cache.read('a', [], load)).toBeNull();
    expect(reads).toBe(1);
  });

  test('lets simultaneous callers share one read', async () => {
    const cache = newCache();
    const { load, reads } = countingSource();
    const values = await Promise.all([cache.read('a', [], load), cache.read('a', [], load)]);
    expect(values).toEqual([1, 1]);
    expect(reads()).toBe(1);
  });

  test('reads again after a flush of one of the tags, and only then', async () => {
    const cache = newCache();
    const mine = countingSource();
    const other = countingSource();
    await cache.read('mine', ['user:1', 'courses'], mine.load);
    await cache.read('other', ['user:2'], other.load);
    cache.flush(['courses']);
    expect(await cache.read('mine', ['user:1', 'courses'], mine.load)).toBe(2);
    expect(await cache.read('other', ['user:2'], other.load)).toBe(1);
  });

  test('does not store a fill that started before a flush', async () => {
    const cache = newCache();
    const { promise, resolve } = slowRead();
    const early = cache.read('a', ['t'], () => promise);
    cache.flush(['t']);
    resolve('old');
    expect(await early).toBe('old');
    expect(await cache.read('a', ['t'], () => Promise.resolve('new'))).toBe('new');
  });

  test('does not share a fill that started before a flush with later reads', async () => {
    const cache = newCache();
    const { promise, resolve } = slowRead();
    const early = cache.read('a', ['t'], () => promise);
    cache.flush(['t']);
    expect(await cache.read('a', ['t'], () => Promise.resolve('new'))).toBe('new');
    resolve('old');
    await early;
    expect(await cache.read('a', ['t'], () => Promise.resolve('newer'))).toBe('new');
  });

  test('stores a fill when only other tags were flushed meanwhile', async () => {
    const cache = newCache();
    const { promise, resolve } = slowRead();
    const early = cache.read('a', ['t'], () => promise);
    cache.flush(['u']);
    resolve('value');
    await early;
    expect(await cache.read('a', ['t'], () => Promise.resolve('other'))).toBe('value');
  });

  test('is empty and bypassed while flushes may be missed, until it resumes', async () => {
    const cache = newCache();
    const { load } = countingSource();
    await cache.read('a', ['t'], load);
    cache.bypass();
    expect(cache.size).toBe(0);
    expect(await cache.read('a', ['t'], load)).toBe(2);
    expect(await cache.read('a', ['t'], load)).toBe(3);
    cache.resume();
    expect(await cache.read('a', ['t'], load)).toBe(4);
    expect(await cache.read('a', ['t'], load)).toBe(4);
  });

  test('does not store a fill that started before the subscription was lost', async () => {
    const cache = newCache();
    const { promise, resolve } = slowRead();
    const early = cache.read('a', ['t'], () => promise);
    cache.bypass();
    cache.resume();
    resolve('old');
    await early;
    expect(await cache.read('a', ['t'], () => Promise.resolve('new'))).toBe('new');
  });

  test('passes a failure to all callers and does not store it', async () => {
    const cache = newCache();
    const failing = (): Promise<never> => Promise.reject(new Error('away'));
    await expect(cache.read('a', ['t'], failing)).rejects.toThrow('away');
    expect(await cache.read('a', ['t'], () => Promise.resolve('back'))).toBe('back');
  });

  test('drops the least recently used value when it is full', async () => {
    const cache = newCache();
    for (const key of ['a', 'b', 'c', 'd']) await cache.read(key, [], () => Promise.resolve(key));
    expect(cache.size).toBe(3);
    expect(await cache.read('a', [], () => Promise.resolve('again'))).toBe('again');
  });
});
