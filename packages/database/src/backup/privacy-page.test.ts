import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { inBackup } from './backed-up-tables.ts';

test('the privacy page says of each table what it has of people', async () => {
  const page = new URL('../../../../docs/privacy.md', import.meta.url);
  const rows = (await readFile(page, 'utf8'))
    .split('\n')
    .map((line) => /^\| `(\w+)` +\| (.*)\|$/.exec(line))
    .filter((match) => match !== null);
  const said = new Map(rows.map(([, table = '', cells = '']) => [table, cells.split('|')]));
  expect([...said.keys()].toSorted()).toEqual(Object.keys(inBackup).toSorted());
  for (const [table, cells] of said) {
    const [what = '', why = '', until = ''] = cells.map((cell) => cell.trim());
    expect(what, table).not.toBe('');
    if (what !== 'nobody') expect([table, why !== '' && until !== '']).toEqual([table, true]);
  }
});
