import { expect, test } from 'vitest';
import { batched } from './batched.ts';

test('a read that hangs does not block others, and keys that wait are read together', async () => {
  const calls: (readonly number[])[] = [];
  const hanging: (() => void)[] = [];
  const read = batched((keys: readonly number[]) => {
    calls.push(keys);
    return new Promise<readonly number[]>((resolve) => hanging.push(() => resolve(keys)));
  });
  const values: Promise<number>[] = [];
  for (const key of [1, 2, 3, 4, 5, 6]) {
    values.push(read(key));
    await Promise.resolve();
  }
  expect(calls).toEqual([[1], [2], [3], [4]]);
  hanging[1]?.();
  expect(await values[1]).toBe(2);
  await expect.poll(() => calls.at(-1)).toEqual([5, 6]);
  for (const go of hanging) go();
  expect(await Promise.all(values)).toEqual([1, 2, 3, 4, 5, 6]);
});

test('a failed read fails for its own callers, and not for later ones', async () => {
  let fails = true;
  const read = batched((keys: readonly string[]) =>
    fails ? Promise.reject(new Error('away')) : Promise.resolve(keys),
  );
  await expect(Promise.all([read('a'), read('b')])).rejects.toThrow('away');
  fails = false;
  expect(await read('c')).toBe('c');
});

test('many keys are read in several batches', async () => {
  const sizes: number[] = [];
  const read = batched((keys: readonly number[]) => {
    sizes.push(keys.length);
    return Promise.resolve(keys);
  });
  const all = Array.from({ length: 450 }, (_, index) => index);
  expect(await Promise.all(all.map(read))).toEqual(all);
  expect(sizes).toEqual([200, 200, 50]);
});
