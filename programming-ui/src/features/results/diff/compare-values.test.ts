import { describe, expect, it } from 'vitest';
import { compareValues, type Segment } from './compare-values.ts';

/** Marked text is between ‹ and ›. */
const marked = (segments: readonly Segment[]) =>
  segments.map(({ text, changed }) => (changed ? `‹${text}›` : text)).join('');
const compare = (expected: string, actual: string) => {
  const { expected: left, actual: right } = compareValues(expected, actual);
  return [marked(left), marked(right)];
};

describe('a comparison of values', () => {
  it.each([
    ["'Hello, World!'", "'Hello, world'", "'Hello, ‹W›orld‹!›'", "'Hello, ‹w›orld'"],
    ["'a b'", "'a  b'", "'a b'", "'a ‹ ›b'"],
    ['[1, 2, 3]', '[1, 3]', '[1, ‹2, ›3]', '[1, 3]'],
    ['[1, 2, 3]', '[1, 2, 4]', '[1, 2, ‹3›]', '[1, 2, ‹4›]'],
    ['[1, 2]', '[2, 1]', '[‹1, ›2]', '[2, ‹1›]'],
    ['[1, 2]', '(1, 2)', '‹[›1, 2‹]›', '‹(›1, 2‹)›'],
    ["['milk', 'eggs']", "['milk', 'egg']", "['milk', 'egg‹s›']", "['milk', 'egg']"],
    ['[[1, 2], [3]]', '[[1, 5], [3]]', '[[1, ‹2›], [3]]', '[[1, ‹5›], [3]]'],
    ["{'a': 1, 'b': 2}", "{'a': 1, 'b': 3}", "{'a': 1, 'b': ‹2›}", "{'a': 1, 'b': ‹3›}"],
    ["{'a': 1}", "{'a': 1, 'b': 3}", "{'a': 1}", "{'a': 1, ‹'b': 3›}"],
    ['line 1\nline 2\n', 'line 1\nline two\n', 'line 1\nline ‹2›\n', 'line 1\nline ‹two›\n'],
    ['a\nb\nc\n', 'a\nc\n', 'a\n‹b\n›c\n', 'a\nc\n'],
  ])('of %j with %j marks what is wrong', (expected, actual, left, right) => {
    expect(compare(expected, actual)).toEqual([left, right]);
  });

  it.each([
    ["'Hello'", "'Bye now'"],
    ['3', '4'],
    ["'5'", '5'],
    ['[1]', 'None'],
    ["{'stop': 2}", "{'stop!': 1, 'stop,': 1}"],
  ])('of %j with %j, which share nothing, marks nothing', (expected, actual) => {
    expect(compare(expected, actual)).toEqual([expected, actual]);
  });

  it.each([
    ['a\r\nb\r\n', 'a\nb\n', 'a‹\r›\nb‹\r›\n', 'a\nb\n'],
    ['total 3\n', 'total 3 \n', 'total 3\n', 'total 3‹ ›\n'],
    ['one\ntwo\n', 'one\ntwo', 'one\ntwo‹\n›', 'one\ntwo'],
    ['one\ntwo\n', 'one\ntwo\n\n', 'one\ntwo\n', 'one\ntwo\n‹\n›'],
  ])('of %j with %j marks line endings', (expected, actual, left, right) => {
    expect(compare(expected, actual)).toEqual([left, right]);
  });
});

const manyLines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('');
const whole = (segments: readonly Segment[]) => segments.map(({ text }) => text).join('');
const marks = (segments: readonly Segment[]) =>
  segments.filter(({ changed }) => changed).map(({ text }) => text);

describe('a comparison of long texts', () => {
  const lines = manyLines(5000, (index) => `line ${index}`);

  it('marks the one line of thousands that differs', () => {
    const { expected, actual } = compareValues(lines, lines.replace('line 2500', 'line 25x0'));
    expect(marks(expected)).toEqual(['0']);
    expect(marks(actual)).toEqual(['x']);
  });

  it('marks a few lines that are far apart, missing or extra', () => {
    const other = lines
      .replace('line 7\n', '')
      .replace('line 2500\n', 'line 25-0\n')
      .replace('line 4990\n', 'line 4990\nand more\n');
    const { expected, actual } = compareValues(lines, other);
    expect(marks(expected)).toEqual(['line 7\n', '0']);
    expect(marks(actual)).toEqual(['-', 'and more\n']);
  });

  it('marks the same mistake in each of thousands of lines', () => {
    const { expected, actual } = compareValues(lines, lines.replaceAll('\n', ' \n'));
    expect(marks(expected)).toEqual([]);
    expect(marks(actual)).toEqual(Array.from({ length: 5000 }, () => ' '));
  });

  it('does not mark the common start and end of texts that share nothing else', () => {
    const around = (middle: string) => `begin\n${middle}end\n`;
    const left = around(manyLines(4000, (index) => `${index ** 2}`));
    const right = around(manyLines(4100, (index) => `no ${index ** 3}`));
    const { expected, actual } = compareValues(left, right);
    expect(expected.map(({ changed }) => changed)).toEqual([false, true, false]);
    expect(expected[0]?.text).toBe('begin\n');
    expect(actual.at(-1)?.text).toContain('end\n');
  });

  it('marks single characters of a very long line', () => {
    const line = Array.from({ length: 20_000 }, (_, index) => index).join(' ');
    const { expected, actual } = compareValues(line, line.replace(' 77 ', ' 7 ') + '!');
    expect(marks(expected)).toEqual(['7']);
    expect(marks(actual)).toEqual(['!']);
  });

  it('marks words of a very long line in which many characters differ', () => {
    const line = (word: string) => `${`same text ${word} `.repeat(300)}end`;
    const { expected, actual } = compareValues(line('abcde'), line('vwxyz'));
    expect(marks(expected)).toEqual(Array.from({ length: 300 }, () => 'abcde'));
    expect(marks(actual)).toEqual(Array.from({ length: 300 }, () => 'vwxyz'));
  });

  it.each([
    ['lists', (item: string) => `[${Array.from({ length: 900 }, () => item).join(', ')}]`],
    [
      'lines',
      (item: string) => manyLines(5000, (index) => `${item} ${item === '1' ? index : -index}`),
    ],
    ['one line', (item: string) => `${item} ${'\u{1f600}'.repeat(Number(item))} `.repeat(9000)],
    ['brackets', (item: string) => '['.repeat(60_000) + item],
    ['an open quote', (item: string) => `'${'\\n'.repeat(60_000)}${item}`],
  ])('loses nothing of either side: %s', (_what, make) => {
    const { expected, actual } = compareValues(make('1'), make('2'));
    expect(whole(expected)).toBe(make('1'));
    expect(whole(actual)).toBe(make('2'));
  });
});
