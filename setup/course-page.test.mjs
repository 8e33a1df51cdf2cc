import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { jsonSchemas } from '../packages/course/src/schemas/json-schemas.ts';
import { courseTables } from './course-keys.mjs';
import { formatted, pageWithTables } from './page-tables.mjs';

/** @param {string} path */
const inCheckout = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

it('docs/course.md has every key of the schemas; `npm run tables` writes them', async () => {
  const path = inCheckout('docs/course.md');
  await expect(await pageWithTables(path, courseTables())).toMatchFileSnapshot(path);
});

it('every key says what it means: add it to packages/course/src/schemas/key-descriptions.ts', () => {
  const missing = Object.values(courseTables()).flatMap(([, ...rows]) =>
    rows.filter(([, , , meaning]) => meaning === '').map(([key]) => key),
  );
  expect(missing).toEqual([]);
});

it.each(Object.entries(jsonSchemas()))(
  'schemas/%s.schema.json is that of the code; `npm run tables` writes it',
  async (name, schema) => {
    const path = inCheckout(`schemas/${name}.schema.json`);
    await expect(await formatted(path, JSON.stringify(schema))).toMatchFileSnapshot(path);
  },
);
