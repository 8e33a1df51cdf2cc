import { expect, test } from 'vitest';
import { clipBytes, storableText } from './storable.ts';

test('NUL and halves of surrogate pairs are written out, whole pairs stay', () => {
  expect(storableText('a\0b')).toBe('a\\x00b');
  expect(storableText('\ud800x\udc00')).toBe('\\ud800x\\udc00');
  expect(storableText('🎉')).toBe('🎉');
});

test('text is cut by bytes and never within a character', () => {
  expect(clipBytes('abc', 3)).toBe('abc');
  expect(clipBytes('aé', 2)).toBe('a');
  expect(clipBytes('é', 2)).toBe('é');
  expect(clipBytes('a🎉', 4)).toBe('a');
  expect(clipBytes('a🎉', 5)).toBe('a🎉');
});
