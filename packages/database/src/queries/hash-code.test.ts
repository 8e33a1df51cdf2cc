import { expect, it } from 'vitest';
import { hashCode } from './hash-code.ts';

it('is the SHA-256 of the code', () => {
  expect(hashCode('abc').toString('hex')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

it('is the same for all line ends, and for no other difference', () => {
  const code = hashCode('a\nb\n');
  for (const same of ['a\r\nb\r\n', 'a\rb\r', 'a\r\nb\n']) expect(hashCode(same)).toEqual(code);
  for (const other of ['a\nb', 'a\n\nb\n', 'a\n\rb\n', ' a\nb\n', 'A\nb\n']) {
    expect(hashCode(other)).not.toEqual(code);
  }
});
