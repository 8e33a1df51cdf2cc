import { expect, test } from 'vitest';
import { renderTable } from './table.ts';

test('columns are as wide as their widest cell', () => {
  expect(
    renderTable(
      ['name', 'a second'],
      [
        ['bare', '45.1'],
        ['split, warm', '210.0'],
      ],
    ),
  ).toEqual([
    'name          a second',
    '-----------   --------',
    'bare              45.1',
    'split, warm      210.0',
  ]);
});
