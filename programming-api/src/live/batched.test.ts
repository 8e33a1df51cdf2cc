import { expect, test } from 'vitest';
import { batched } from './batched.ts';

test('what is asked for during a read is read together in the next one', async () => {
  const calls: (readonly number[])[] = [];
  const read = batched((keys: readonly number[]) => {
    calls.push(keys);
    return Promise.resolve(keys.map((key) => key * 10));
  });
  const first = read(1);
  await Promise.resolve();
  const rest = Promise.all([read(2), read(3)]);
  expect([await first, ...(await rest)]).toEqual([10, 20, 30]);
  expect(calls).toEqual([[1], [2, 3]]);
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
