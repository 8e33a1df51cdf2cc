import { describe, expect, it } from 'vitest';
import { compareValues, type Segment } from './compare-values.ts';

/** What is marked stands between ‹ and ›. */
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

  it('loses nothing of either side, also of very long ones', () => {
    const long = (item: string) => `[${Array.from({ length: 900 }, () => item).join(', ')}]`;
    const { expected, actual } = compareValues(long('1'), long('2'));
    expect(expected.map(({ text }) => text).join('')).toBe(long('1'));
    expect(actual.map(({ text }) => text).join('')).toBe(long('2'));
  });
});
