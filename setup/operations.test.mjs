import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { operationsTables } from './operations-tables.mjs';
import { pageWithTables } from './page-tables.mjs';

const path = fileURLToPath(new URL('../docs/operations.md', import.meta.url));

it('docs/operations.md has the tables that the code makes; `npm run tables` writes them', async () => {
  // Vitest writes the file when it updates snapshots.
  await expect(await pageWithTables(path, operationsTables())).toMatchFileSnapshot(path);
});
