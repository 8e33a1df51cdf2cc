import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { accountsTables } from './accounts-tables.mjs';
import { pageWithTables } from './page-tables.mjs';

const path = fileURLToPath(new URL('../docs/accounts.md', import.meta.url));

it('docs/accounts.md says who may make which call; `npm run tables` writes it', async () => {
  await expect(await pageWithTables(path, accountsTables())).toMatchFileSnapshot(path);
});
