import { expect, it } from 'vitest';
import { splitSlots } from './slots.ts';

it('gives all cores to the graders, as evenly as can be', () => {
  expect(splitSlots(2, 2)).toEqual([1, 1]);
  expect(splitSlots(2, 8)).toEqual([4, 4]);
  expect(splitSlots(3, 8)).toEqual([3, 3, 2]);
});

it('gives each grader a slot, however few cores there are', () => {
  expect(splitSlots(4, 2)).toEqual([1, 1, 1, 1]);
});
