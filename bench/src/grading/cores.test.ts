import { expect, test } from 'vitest';
import { parseCoreList } from './cores.ts';

test('a list of cores has numbers and ranges', () => {
  expect(parseCoreList('0')).toEqual([0]);
  expect(parseCoreList('0-2,5,7-8')).toEqual([0, 1, 2, 5, 7, 8]);
});
