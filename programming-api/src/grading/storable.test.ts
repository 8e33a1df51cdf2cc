import { expect, test } from 'vitest';
import { isStorable } from './storable.ts';

test('texts, numbers and nulls are storable, however deep', () => {
  expect(isStorable({ tests: [{ message: 'é 🎉 \\u0000', line: 3, hint: null }] })).toBe(true);
});

test('a NUL or half of a surrogate pair is not storable anywhere', () => {
  expect(isStorable({ tests: [{ message: 'a\0b' }] })).toBe(false);
  expect(isStorable({ output: '\ud83c' })).toBe(false);
});
