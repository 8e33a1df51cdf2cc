import { expect, it } from 'vitest';
import { lineStart } from './lines.ts';

it('finds where a line starts', () => {
  expect(lineStart('ab\ncd\n', 1)).toBe(0);
  expect(lineStart('ab\ncd\n', 2)).toBe(3);
  expect(lineStart('ab\ncd\n', 9)).toBe(6);
});
