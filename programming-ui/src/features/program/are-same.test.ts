import { expect, it } from 'vitest';
import { areSame } from './are-same.ts';

it('compares programs file by file, whatever their line endings', () => {
  const program = (main: string, other: string) => [
    { name: 'main.py', code: main },
    { name: 'other.py', code: other },
  ];
  expect(areSame(program('a\r\nb', 'c'), program('a\nb', 'c'))).toBe(true);
  expect(areSame(program('a', 'c'), program('a', 'd'))).toBe(false);
});
