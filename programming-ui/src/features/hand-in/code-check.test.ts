import { expect, it } from 'vitest';
import { findCodeFault } from './code-check.ts';

it('accepts 65,536 bytes of UTF-8 and no more', () => {
  expect(findCodeFault('é'.repeat(32_768))).toBeNull();
  expect(findCodeFault(`${'é'.repeat(32_768)}x`)).toBe('too-large');
});

it('finds characters that cannot be stored', () => {
  expect(findCodeFault('x = "\0"')).toBe('nul-character');
  expect(findCodeFault('x = "\ud800"')).toBe('lone-surrogate');
  expect(findCodeFault('x = "😀"')).toBeNull();
});
