import { expect, it } from 'vitest';
import { createUniqueNames, safeName } from './safe-names.ts';

it.each([
  ['Lovelace, Ada', 'Lovelace-Ada'],
  ['../../etc/passwd', 'etc-passwd'],
  ['..', 'nobody'],
  ['', 'nobody'],
  ['C:\\Windows\\x.exe', 'C-Windows-x-exe'],
  ['Zoe\u0308 O’Hara', 'Zo\u00eb-O-Hara'],
  ['名前', '名前'],
  ['CON', 'CON_'],
  ['com1', 'com1_'],
  ['nul.txt', 'nul-txt'],
  ['-rf', 'rf'],
  ['\u202egpj.exe', 'gpj-exe'],
  ['a\0b\nc\u001b[2J', 'a-b-c-2J'],
  ['\u0308', 'nobody'],
])('makes %j a name of a file: %j', (text, name) => {
  expect(safeName(text, 'nobody')).toBe(name);
});

it('shortens a name without half a character', () => {
  const name = safeName('\ud835\udd38'.repeat(200), 'nobody');
  expect(Array.from(name)).toHaveLength(80);
  expect(name.isWellFormed()).toBe(true);
});

it('numbers names that some file system takes for the same', () => {
  const unique = createUniqueNames();
  const names = ['Ann', 'ANN', 'Ann-2', 'Zo\u00eb', 'Zoe\u0308', 'Ben'].map(unique);
  expect(names).toEqual(['Ann', 'ANN-2', 'Ann-2-2', 'Zo\u00eb', 'Zoe\u0308-2', 'Ben']);
});
