import { expect, test } from 'vitest';
import { batched } from './batched.ts';

test('a read that hangs holds up no other, and what waits for all of them is read together', async () => {
  const calls: (readonly number[])[] = [];
  const hanging: (() => void)[] = [];
  const read = batched((keys: readonly number[]) => {
    calls.push(keys);
    return new Promise<readonly number[]>((resolve) => hanging.push(() => resolve(keys)));
  });
  const asked: Promise<number>[] = [];
  for (const key of [1, 2, 3, 4, 5, 6]) {
    asked.push(read(key));
    await Promise.resolve();
  }
  expect(calls).toEqual([[1], [2], [3], [4]]);
  hanging[1]?.();
  expect(await asked[1]).toBe(2);
  await expect.poll(() => calls.at(-1)).toEqual([5, 6]);
  for (const go of hanging) go();
  expect(await Promise.all(asked)).toEqual([1, 2, 3, 4, 5, 6]);
});

test('a read that fails fails for those it was for, and for nobody after them', async () => {
  let fails = true;
  const read = batched((keys: readonly string[]) =>
    fails ? Promise.reject(new Error('away')) : Promise.resolve(keys),
  );
  await expect(Promise.all([read('a'), read('b')])).rejects.toThrow('away');
  fails = false;
  expect(await read('c')).toBe('c');
});

test('a great many are read in pieces', async () => {
  const sizes: number[] = [];
  const read = batched((keys: readonly number[]) => {
    sizes.push(keys.length);
    return Promise.resolve(keys);
  });
  const all = Array.from({ length: 450 }, (_, index) => index);
  expect(await Promise.all(all.map(read))).toEqual(all);
  expect(sizes).toEqual([200, 200, 50]);
});
