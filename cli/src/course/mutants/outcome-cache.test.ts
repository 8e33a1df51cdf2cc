import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder, type TemporaryFolder } from '@touchstone/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createOutcomeCache } from './outcome-cache.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.remove());

it('keeps outcomes by key', async () => {
  const cache = createOutcomeCache(join(folder.path, 'new/folder'));
  const outcomes = new Map([['@@ f @@', 'survived']] as const);
  await cache.write('a', outcomes);
  expect(await cache.read('a')).toEqual(outcomes);
  expect(await cache.read('b')).toEqual(new Map());
  const { mode } = await stat(join(folder.path, 'new/folder/a.json'));
  expect(mode & 0o077).toBe(0);
});

it('takes a file that is damaged for missing, and does without a folder that can not be made', async () => {
  const cache = createOutcomeCache(folder.path);
  await writeFile(join(folder.path, 'a.json'), '{"x": "maybe"}');
  expect(await cache.read('a')).toEqual(new Map());
  await mkdir(join(folder.path, 'x'));
  await writeFile(join(folder.path, 'x/file'), '');
  await createOutcomeCache(join(folder.path, 'x/file/cache')).write('a', new Map());
  expect(await readFile(join(folder.path, 'x/file'), 'utf8')).toBe('');
});
