import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { operationsTables } from './operations-tables.mjs';

const path = fileURLToPath(new URL('../docs/operations.md', import.meta.url));

it('docs/operations.md has the tables that the code makes; `npm run tables` writes them', async () => {
  const tables = new Map(Object.entries(operationsTables()));
  const page = readFileSync(path, 'utf8').replaceAll(
    /(<!-- table: (.+) -->\n)\n(?:\|.*\n)*/g,
    (_, mark, name) => {
      const rows = tables.get(name);
      if (rows === undefined) throw new Error(`No table is called ${name}, or it is there twice`);
      tables.delete(name);
      return `${mark}\n${markdownOf(rows)}`;
    },
  );
  expect([...tables.keys()], 'tables that the page lacks').toEqual([]);
  const options = { ...(await resolveConfig(path)), filepath: path };
  // Vitest writes the file when it updates snapshots.
  await expect(await format(page, options)).toMatchFileSnapshot(path);
});

/** @param {string[][]} rows */
function markdownOf([headings = [], ...rows]) {
  const lines = [headings, headings.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
