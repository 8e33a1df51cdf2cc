import { beforeEach, expect, test, vi } from 'vitest';
import { exampleBundle } from '../../test/examples.ts';
import { cacheBundles, type GradingReads } from './grading-reads.ts';

const readBundle = () => vi.fn<GradingReads['bundle']>(() => Promise.resolve(exampleBundle));
const onRead = vi.fn<(outcome: 'hit' | 'miss') => void>();
beforeEach(() => {
  onRead.mockClear();
});

test('a bundle is read once, also by simultaneous calls', async () => {
  const read = readBundle();
  const bundle = cacheBundles(read, { cacheBytes: 1_000_000, onRead });
  const bundles = await Promise.all([bundle('a'), bundle('a')]);
  bundles.push(await bundle('a'));
  expect(bundles).toEqual([exampleBundle, exampleBundle, exampleBundle]);
  expect(read).toHaveBeenCalledExactlyOnceWith('a');
  expect(onRead.mock.calls.flat()).toEqual(['miss', 'miss', 'hit']);
});

test('the least recently used bundles are dropped when the cache is full', async () => {
  const read = readBundle();
  const cacheBytes = Math.floor(2.5 * JSON.stringify(exampleBundle).length);
  const bundle = cacheBundles(read, { cacheBytes, onRead });
  for (const hash of ['a', 'b', 'a', 'c', 'a', 'b']) await bundle(hash);
  expect(read.mock.calls.map(([hash]) => hash)).toEqual(['a', 'b', 'c', 'b']);
});

test('a bundle larger than the cache is read each time', async () => {
  const read = readBundle();
  const bundle = cacheBundles(read, { cacheBytes: 10, onRead });
  await expect(bundle('a')).resolves.toEqual(exampleBundle);
  await expect(bundle('a')).resolves.toEqual(exampleBundle);
  expect(read).toHaveBeenCalledTimes(2);
});

test('neither a failure nor a missing bundle is cached', async () => {
  const read = readBundle();
  read.mockRejectedValueOnce(new Error('no connection')).mockResolvedValueOnce(null);
  const bundle = cacheBundles(read, { cacheBytes: 1_000_000, onRead });
  await expect(bundle('a')).rejects.toThrow('no connection');
  await expect(bundle('a')).resolves.toBeNull();
  await expect(bundle('a')).resolves.toEqual(exampleBundle);
});
