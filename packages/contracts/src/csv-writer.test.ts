import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { csvLine } from './csv-writer.ts';

it('writes numbers as numbers, also negative ones, and nothing for null', () => {
  expect(csvLine([1, 2.5, -3, 0, null, '007'])).toBe('1,2.5,-3,0,,007\r\n');
});

it('puts an apostrophe before what a spreadsheet would calculate', () => {
  const formulas = [
    '=1+1',
    '+A1',
    '-A1',
    '@SUM(A1)',
    ' =1+1',
    '\u00a0=1',
    '\uff1d1+1',
    '-',
    '+1-A1',
  ];
  for (const text of formulas) expect(csvLine(['x', text])).toMatch(/^x,"?'/);
  for (const text of ['\t=1', '\r1', '\n1', '\t1']) expect(csvLine([text])).toMatch(/^"'/);
});

it('leaves no formula where a spreadsheet with other separators would begin a cell', () => {
  expect(csvLine(['a;=1+1'])).toBe('"a;\'=1+1"\r\n');
  expect(csvLine(['a"; "=1+1'])).toBe('"a""; ""\'=1+1"\r\n');
  expect(csvLine(['a\t@x'])).toBe('"a\t\'@x"\r\n');
  expect(csvLine(['\t=1'])).toBe('"\'\t\'=1"\r\n');
  expect(csvLine(['a\n+x'])).toBe('"a\n\'+x"\r\n');
  expect(csvLine(['a; b = c'])).toBe('"a; b = c"\r\n');
});

it('is read as it was written', () => {
  const cells = [
    'O’Hara, Zoë',
    'two\r\nlines',
    'a "word"',
    ' blank ',
    '',
    'semi;colon',
    '\ud83d\ude00',
  ];
  const program =
    'import csv, json; ' +
    'print(json.dumps(list(csv.reader(open(0, newline="", encoding="utf-8"), strict=True))))';
  const { stdout } = spawnSync('python3', ['-c', program], {
    input: csvLine(cells),
    encoding: 'utf8',
  });
  expect(JSON.parse(stdout)).toEqual([cells]);
});
