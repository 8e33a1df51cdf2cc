import { csvLine, type Cell } from '@touchstone/contracts/csv';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readCsv } from './csv.ts';

/** What a cell must not begin with, after blanks and controls that spreadsheets skip. */
const formula = /^[\s\p{Cc}]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u;

const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom('=', '+', '-', '@', '\uff1d', '\uff0b', '\uff0d', '\uff20', '\t', '\r', '\n'),
      fc.constantFrom(';', ',', '|', '"', "'", ' ', '\u00a0', '\u0000', '\u0085', '1', 'A1', 'cmd'),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

const cells = fc.array(
  fc.oneof(hostileText, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null)),
  { minLength: 1, maxLength: 5 },
);

/** As a spreadsheet that divides cells by that sign takes them apart, within quotation marks or not. */
const cellsBetween = (line: string, sign: string): string[] =>
  line.split(new RegExp(`[${sign}\r\n]`)).map((cell) => cell.replace(/^["\s\p{Cc}]*/u, ''));

/** A column in front, so that no line is empty. */
const written = (row: readonly Cell[]): string => `\ufeff${csvLine(['x', ...row, 'x'])}`;

it('leaves no cell that a spreadsheet calculates, and numbers as numbers', () => {
  fc.assert(
    fc.property(cells, (row) => {
      const [read] = readCsv(written(row));
      const got = read?.cells.slice(1, -1) ?? [];
      expect(got).toHaveLength(row.length);
      for (const [index, cell] of row.entries()) {
        const text = got[index] ?? '';
        if (typeof cell === 'string') expect(text).not.toMatch(formula);
        else expect(text).toBe(String(cell ?? ''));
      }
    }),
    { numRuns: 2_000 },
  );
});

it('leaves none to a spreadsheet that divides cells by other signs', () => {
  fc.assert(
    fc.property(fc.array(hostileText, { minLength: 1, maxLength: 4 }), (row) => {
      for (const sign of [';', '\t', '|']) {
        for (const cell of cellsBetween(written(row), sign)) expect(cell).not.toMatch(formula);
      }
    }),
    { numRuns: 2_000 },
  );
});

it('loses nothing but what an apostrophe was put before', () => {
  fc.assert(
    fc.property(fc.array(hostileText, { minLength: 1, maxLength: 4 }), (row) => {
      const got = readCsv(written(row))[0]?.cells.slice(1, -1) ?? [];
      const bare = (text: string) => text.replaceAll("'", '');
      expect(got.map(bare)).toEqual(row.map(bare));
    }),
    { numRuns: 2_000 },
  );
});
