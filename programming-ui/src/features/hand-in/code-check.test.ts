import { expect, it } from 'vitest';
import { findCodeFault } from './code-check.ts';

it('accepts 65,536 bytes of UTF-8 and no more', () => {
  expect(findCodeFault({ code: 'é'.repeat(32_768) })).toBeNull();
  expect(findCodeFault({ code: `${'é'.repeat(32_768)}x` })).toEqual({ kind: 'too-large' });
});

it('counts the files of a program together', () => {
  const files = (...codes: string[]) => codes.map((code, at) => ({ name: `f${at}.py`, code }));
  expect(findCodeFault({ files: files('é'.repeat(20_000), 'x'.repeat(25_536)) })).toBeNull();
  expect(findCodeFault({ files: files('é'.repeat(20_000), 'x'.repeat(25_537)) })).toEqual({
    kind: 'too-large-together',
    bytes: 65_537,
  });
  expect(findCodeFault({ files: files('', 'x = "\0"') })).toEqual({ kind: 'nul-character' });
});

it('finds characters that cannot be stored', () => {
  expect(findCodeFault({ code: 'x = "\0"' })).toEqual({ kind: 'nul-character' });
  expect(findCodeFault({ code: 'x = "\ud800"' })).toEqual({ kind: 'lone-surrogate' });
  expect(findCodeFault({ code: 'x = "😀"' })).toBeNull();
});
