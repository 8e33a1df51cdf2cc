import { expect, it } from 'vitest';
import { diffLines } from './line-diff.ts';

const shown = (before: string, after: string) =>
  diffLines(before, after).map((line) =>
    line.kind === 'gap'
      ? `… ${line.lines}`
      : `${{ same: ' ', removed: '-', added: '+' }[line.kind]}${line.text}`,
  );

it('shows what was removed and added, with the lines around it', () => {
  expect(shown('def a():\n    return 1\n', 'def a():\n    return 2\n')).toEqual([
    ' def a():',
    '-    return 1',
    '+    return 2',
  ]);
});

it('leaves out lines far from a change', () => {
  const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`);
  const changed = lines.map((line) => (line === 'line 10' ? 'other' : line));
  expect(shown(lines.join('\n'), changed.join('\n'))).toEqual([
    '… 8',
    ' line 8',
    ' line 9',
    '-line 10',
    '+other',
    ' line 11',
    ' line 12',
    '… 7',
  ]);
});

it('shows a single line instead of a gap', () => {
  expect(shown('a\nb\nc\nd', 'a\nb\nc\nx')).toEqual([' a', ' b', ' c', '-d', '+x']);
});

it('ignores line endings', () => {
  expect(shown('a\r\nb', 'a\nb\n')).toEqual([]);
  expect(shown('', '')).toEqual([]);
});

it('treats an empty program as having no lines', () => {
  expect(shown('', 'a\n')).toEqual(['+a']);
});

it('shows what changed in programs of thousands of lines', () => {
  const lines = Array.from({ length: 6000 }, (_, index) => `line ${index}`);
  const changed = lines.flatMap((line, index) =>
    index === 3 ? [] : index === 5900 ? [line, 'more'] : [line],
  );
  expect(shown(lines.join('\n'), changed.join('\n')).filter((line) => /^[-+]/.test(line))).toEqual([
    '-line 3',
    '+more',
  ]);
});

it('shows the common ends of programs that differ completely', () => {
  const program = (name: string) => [
    'import os',
    ...Array.from({ length: 5000 }, (_, index) => `${name}${index}`),
    'main()',
  ];
  const lines = shown(program('a').join('\n'), program('b').join('\n'));
  expect(lines).toHaveLength(2 * 5000 + 2);
  expect([lines[0], lines.at(-1)]).toEqual([' import os', ' main()']);
});
