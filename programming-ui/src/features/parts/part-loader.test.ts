import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { memoryStore } from '../../testing/text-store.ts';
import { createPartLoader } from './part-loader.ts';

const page = (release: string) => `<script type="module" crossorigin src="${release}"></script>`;

function createTest({ now = '/assets/index-1.js', keeps = true, tabStore = memoryStore() } = {}) {
  const done: string[] = [];
  const loader = createPartLoader({
    refetchStyles: () => Promise.resolve(),
    release: '/assets/index-1.js',
    readPage: () => Promise.resolve(page(now)),
    reload: () => done.push('reload'),
    store: { isPersistent: () => keeps },
    tabStore,
    pause: () => Promise.resolve(),
  });
  loader.onReload(() => done.push('flush'));
  return { loader, done };
}

const missing = () => Promise.reject(new Error('404'));

it('tries again, and returns the part', async () => {
  const { loader, done } = createTest();
  const answers = [missing, missing, () => Promise.resolve('part')];
  expect(await loader.load(() => (answers.shift() ?? missing)())).toBe('part');
  expect(done).toEqual([]);
});

it('rejects when the part cannot be loaded, without reloading the same page', async () => {
  const { loader, done } = createTest();
  await expect(loader.load(missing)).rejects.toThrow('404');
  expect(done).toEqual([]);
});

it('reloads the page once, after the typed code is saved, when the server has a new release', async () => {
  const tabStore = memoryStore();
  const { loader, done } = createTest({ now: '/assets/index-2.js', tabStore });
  await expect(loader.load(missing)).rejects.toThrow('404');
  expect(done).toEqual(['flush', 'reload']);
  const after = createTest({ now: '/assets/index-2.js', tabStore });
  await expect(after.loader.load(missing)).rejects.toThrow('404');
  expect(after.done).toEqual([]);
});

it.each([
  ['the browser does not keep what is typed', { now: '/assets/index-2.js', keeps: false }],
  ['nothing would tell of it after', { now: '/assets/index-2.js', tabStore: memoryStore(false) }],
])('never reloads the page when %s', async (_why, options) => {
  const { loader, done } = createTest(options);
  await expect(loader.load(missing)).rejects.toThrow('404');
  expect(done).not.toContain('reload');
});

it('loads everything that is loaded on demand', async () => {
  const source = new URL('../../', import.meta.url).pathname;
  const files = await readdir(source, { recursive: true });
  for (const file of files.filter((name) => /\.(svelte|ts)$/.test(name))) {
    // Python has its own loader, which reports progress.
    if (file.startsWith('python/') || file.endsWith('.test.ts')) continue;
    const text = await readFile(join(source, file), 'utf8');
    const imports = text.match(/\bimport\(/g) ?? [];
    const byLoader =
      text.match(
        /(?:fetchPart=\{|\bfetchPart: |\bparts\s*\.load\(\s*)\(\) =>\s*(?:app\.handoutPainted\.then\(\(\) => )?import\(/g,
      ) ?? [];
    expect(imports.length, file).toBe(byLoader.length);
  }
});
