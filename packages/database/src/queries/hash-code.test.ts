import { expect, it } from 'vitest';
import { hashCode } from './hash-code.ts';

const severalFiles = (...files: readonly (readonly [name: string, code: string])[]) => {
  const [[fileName, code] = ['', ''], ...others] = files;
  return hashCode({
    code,
    fileName,
    otherFiles: others.map(([name, its]) => ({ name, code: its })),
  });
};

it('is the SHA-256 of the code', () => {
  expect(hashCode({ code: 'abc' }).toString('hex')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

it('is the same for all line ends, and for no other difference', () => {
  const hash = (code: string) => hashCode({ code });
  const code = hash('a\nb\n');
  for (const same of ['a\r\nb\r\n', 'a\rb\r', 'a\r\nb\n']) expect(hash(same)).toEqual(code);
  for (const other of ['a\nb', 'a\n\nb\n', 'a\n\rb\n', ' a\nb\n', 'A\nb\n']) {
    expect(hash(other)).not.toEqual(code);
  }
});

it('of several files is the same for all line ends', () => {
  expect(severalFiles(['main.py', 'a\r\n'], ['b.py', 'b\r'])).toEqual(
    severalFiles(['main.py', 'a\n'], ['b.py', 'b\n']),
  );
});

it('differs for all programs of one or several files', () => {
  const length = (text: string) => `${'\0'.repeat(7)}${String.fromCharCode(text.length)}${text}`;
  const hashes = [
    severalFiles(['main.py', 'ab'], ['b.py', 'c']),
    // Text that moved to another file, or files that were swapped.
    severalFiles(['main.py', 'a'], ['b.py', 'bc']),
    severalFiles(['main.py', 'abc'], ['b.py', '']),
    severalFiles(['main.py', ''], ['b.py', 'abc']),
    severalFiles(['main.py', 'c'], ['b.py', 'ab']),
    severalFiles(['b.py', 'ab'], ['main.py', 'c']),
    // Other names, or a name that took a character of the text.
    severalFiles(['main.py', 'ab'], ['c.py', 'c']),
    severalFiles(['main.pya', 'b'], ['b.py', 'c']),
    severalFiles(['mai', 'n.pyab'], ['b.py', 'c']),
    // More files, and texts that look like them.
    severalFiles(['main.py', 'ab'], ['b.py', 'c'], ['c.py', '']),
    severalFiles(['main.py', 'ab'], ['b.py', `c${length('c.py')}${length('')}`]),
    severalFiles(['main.py', `ab${length('b.py')}${length('c')}`], ['c.py', '']),
    // A program of one file.
    hashCode({ code: 'ab' }),
    hashCode({ code: 'abc' }),
    hashCode({ code: `files${length('main.py')}${length('ab')}${length('b.py')}${length('c')}` }),
  ].map((hash) => hash.toString('hex'));
  expect(new Set(hashes).size).toBe(hashes.length);
});
