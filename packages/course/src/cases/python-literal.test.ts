import { expect, it } from 'vitest';
import { literalFault } from './python-literal.ts';

it.each([
  ...['1', '-1', '+1.5e-3', '0x_ff', '1_000', '0', '00', '.5', '5.', '1j', '3-4j', '-1+2.5J'],
  ...[
    "'a'",
    '"a\\"b"',
    "'''a\nb'''",
    "r'\\d'",
    "'a' 'b'",
    "b'x'",
    'Rb"x"',
    'u"ä"',
    "'\\N{BULLET}'",
  ],
  ...['True', 'None', '()', '(1,)', '1, 2', '(1, (2, [3]))', '[]', '[1, ]', '{}', '{1}', 'set()'],
  ...['{"a": [1], (1, "b"): {}}', '{(1, 2), "x"}', '(\n1)', '[1, # one\n2]'],
])('accepts %j', (source) => {
  expect(literalFault(source)).toBeNull();
});

it.each([
  ['', 'is empty'],
  ['x', 'has "x", which is not a literal'],
  ['f(1)', 'has "f(1)", which is not a literal'],
  ['1 + 1', 'has "1 + 1", which is not a literal'],
  ['f"{x}"', 'has "f"{x}"", which is not a literal'],
  ['- "a"', 'has "- "a"", which is not a literal'],
  ['1__0', 'has "1__0", which is not a literal'],
  ['1_', 'has "1_", which is not a literal'],
  ['...', 'has "...", which is not a literal'],
  ['set([])', 'has "set([])", which is not a literal'],
  ['[x for x in y]', 'has "[x for x in y]", which is not a literal'],
  ['x = 1', 'has "x = 1", which is not a literal'],
  ['007', 'has "007"; remove the zero in front of the number'],
  ['0x', 'has "x" where Python expects something else'],
  ['1 2', 'has "2" where Python expects something else'],
  ["'a'\n'b'", `has "'" where Python expects something else`],
  ['{1: 2, 3}', 'has "}" where Python expects something else'],
  ['[,]', 'has "," where Python expects something else'],
  ["'a", 'has a quote that is not closed'],
  ['["a\n]', 'has a quote that is not closed'],
  ['(1', 'is missing a ")"'],
  ['[1}', 'is missing a "]"'],
  ['{{1}}', 'has a list, set or dictionary where Python allows none: as a key'],
  ['{([1],): 2}', 'has a list, set or dictionary where Python allows none: as a key'],
  ['"a" b"c"', 'joins text and bytes, which Python does not allow'],
  ['b"ä"', 'has a character in "b"ä"" that bytes cannot have'],
  ['"\\x1"', 'has an invalid escape sequence in ""\\x1""; write \\\\ for a backslash'],
  ['"\0"', 'has a NUL character or a lone surrogate in it; remove it'],
  ['# one\n1', 'starts with a comment; remove it'],
])('says what is wrong with %j', (source, fault) => {
  expect(literalFault(source)).toBe(fault);
});

it('refuses deep nesting and long numbers', () => {
  expect(literalFault('['.repeat(101) + ']'.repeat(101))).toBe('is nested too deeply');
  expect(literalFault('['.repeat(250_000))).not.toBeNull();
  expect(literalFault('1'.repeat(4_301))).toMatch(/^has "1{39}…", which is not a literal$/);
});
