import { csvLine } from '@touchstone/contracts/csv';
import { expect, it } from 'vitest';
import { CsvError, readCsv } from './csv.ts';

const cellsOf = (text: string) => readCsv(text).map(({ cells }) => cells);

it.each([
  ['commas', 'a,b\n1,2\n'],
  ['semicolons, as Excel writes them in Europe', 'a;b\r\n1;2\r\n'],
  ['tabs', 'a\tb\r1\t2'],
  ['a byte order mark', '\uFEFFa,b\r\n1,2'],
  ['quotation marks', '"a","b"\n"1","2"\n'],
  ['empty lines', '\n\na,b\n\n , \n1,2\n\n'],
])('reads %s', (_what, text) => {
  expect(cellsOf(text)).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]);
});

it('reads separators, quotation marks and line ends in quotation marks', () => {
  const rows = readCsv('name;mail\n"Lovelace; ""Ada""\r\nKing";a\nx;y');
  expect(rows).toEqual([
    { line: 1, cells: ['name', 'mail'] },
    { line: 2, cells: ['Lovelace; "Ada"\r\nKing', 'a'] },
    { line: 4, cells: ['x', 'y'] },
  ]);
});

it('takes the separator from the first row, without what is in quotation marks there', () => {
  expect(cellsOf('"a,b,c";d\n1,5;2')).toEqual([
    ['a,b,c', 'd'],
    ['1,5', '2'],
  ]);
});

it('keeps empty cells, also the last one', () => {
  expect(cellsOf('a,b,c\n,2,\n')).toEqual([
    ['a', 'b', 'c'],
    ['', '2', ''],
  ]);
  expect(readCsv('')).toEqual([]);
});

it.each([
  ['a,b\n1,"2\n3,4\n', 2, 'never closed'],
  ['a,b\n\n"1"x,2\n', 3, 'after a closing'],
])('says where %j is not CSV', (text, line, message) => {
  const refused = (): CsvError => {
    try {
      readCsv(text);
    } catch (error) {
      if (error instanceof CsvError) return error;
    }
    throw new Error('it was read');
  };
  expect(refused()).toMatchObject({ line, message: expect.stringContaining(message) as string });
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r=1'])(
  'writes %j so that no spreadsheet computes it',
  (text) => {
    const [[cell = ''] = []] = cellsOf(csvLine([text, 'x']));
    expect(cell).toMatch(/^'/);
    expect(cell.replaceAll("'", '')).toBe(text);
  },
);

it('writes what it reads', () => {
  const cells = ['a', 'b "c"', 'd,e;f', 'g\r\nh', ''];
  expect(cellsOf(csvLine(cells))).toEqual([cells]);
});
