import { expect, test, vi } from 'vitest';
import { exampleBundle } from '../../test/examples.ts';
import { keepBundles, type GradingReads } from './grading-reads.ts';

const readBundle = () => vi.fn<GradingReads['bundle']>(() => Promise.resolve(exampleBundle));

test('a bundle is read once, also by several at once', async () => {
  const read = readBundle();
  const bundle = keepBundles(read, 1_000_000);
  const bundles = await Promise.all([bundle('a'), bundle('a')]);
  bundles.push(await bundle('a'));
  expect(bundles).toEqual([exampleBundle, exampleBundle, exampleBundle]);
  expect(read).toHaveBeenCalledExactlyOnceWith('a');
});

test('the least used bundles go when the bytes run out', async () => {
  const read = readBundle();
  const bundle = keepBundles(read, Math.floor(2.5 * JSON.stringify(exampleBundle).length));
  for (const hash of ['a', 'b', 'a', 'c', 'a', 'b']) await bundle(hash);
  expect(read.mock.calls.map(([hash]) => hash)).toEqual(['a', 'b', 'c', 'b']);
});

test('a bundle larger than the cache is read each time', async () => {
  const read = readBundle();
  const bundle = keepBundles(read, 10);
  await expect(bundle('a')).resolves.toEqual(exampleBundle);
  await expect(bundle('a')).resolves.toEqual(exampleBundle);
  expect(read).toHaveBeenCalledTimes(2);
});

test('neither a failure nor an absence is kept', async () => {
  const read = readBundle();
  read.mockRejectedValueOnce(new Error('no connection')).mockResolvedValueOnce(null);
  const bundle = keepBundles(read, 1_000_000);
  await expect(bundle('a')).rejects.toThrow('no connection');
  await expect(bundle('a')).resolves.toBeNull();
  await expect(bundle('a')).resolves.toEqual(exampleBundle);
});
