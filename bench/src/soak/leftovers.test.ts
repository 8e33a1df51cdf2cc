import { expect, test } from 'vitest';
import type { Inventory } from './inventory.ts';
import { grownWhileWarm, leftAfterClose } from './leftovers.ts';

const inventory = (pids: number[], namespaces: string[], files: string[]): Inventory => ({
  below: {
    pids,
    residentKiB: 1,
    namespaces: new Set(namespaces),
    descriptors: 10,
    mounts: 20,
    closed: 0,
  },
  ownDescriptors: 30,
  ownMounts: 40,
  ownResidentKiB: 50,
  files: new Set(files),
  sharedMemorySegments: 0,
});

test('a warm sandbox may have different processes and namespaces than before, but not more', () => {
  const before = inventory([1, 2], ['pid:[1]'], ['/tmp/a']);
  expect(grownWhileWarm(before, inventory([3, 4], ['pid:[2]'], ['/tmp/a']))).toEqual([]);
  expect(grownWhileWarm(before, inventory([3, 4, 5], ['pid:[2]', 'pid:[3]'], ['/tmp/b']))).toEqual([
    'processes below: 3, 2 before',
    'namespaces: 2, 1 before',
    'a file: /tmp/b',
  ]);
});

test('a closed sandbox leaves no process and no namespace', () => {
  const before = inventory([], [], []);
  expect(leftAfterClose(before, inventory([], [], []))).toEqual([]);
  expect(leftAfterClose(before, inventory([7], ['net:[1]'], []))).toEqual([
    'processes: 1, 0 before',
    'namespaces: 1, 0 before',
  ]);
});
