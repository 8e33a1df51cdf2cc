import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ensureUi } from '../../setup/ui.mjs';

const distFolder = join(import.meta.dirname, '..', 'dist');
/** nginx sends gzip, the all-in-one also Brotli. */
const maxInitialScriptBytes = { br: 50_000, gzip: 57_000 };

let page = '';
const files = new Map<string, Buffer>();

beforeAll(async () => {
  // If it has to build: under `test` Svelte would add development code.
  vi.stubEnv('NODE_ENV', 'production');
  await ensureUi();
  for (const entry of await readdir(distFolder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(distFolder.length), await readFile(path));
  }
  page = text('/index.html');
});

afterAll(() => {
  vi.unstubAllEnvs();
});

const text = (path: string): string => files.get(path)?.toString('utf8') ?? '';

/** The scripts that the page loads before any import on demand. */
function initialScripts(): string[] {
  const named = [...page.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map(([, path]) => path ?? '');
  const all = new Set(named);
  for (const path of all) {
    for (const [, name] of text(path).matchAll(/from\s*"\.\/([\w.-]+\.js)"/g))
      all.add(`/assets/${name ?? ''}`);
  }
  return [...all];
}

it('loads at most 50 KB of compressed JavaScript before the editor', () => {
  const scripts = initialScripts().map(text);
  expect(scripts.length).toBeGreaterThan(0);
  const sum = (compress: (text: string) => Buffer): number =>
    scripts.reduce((bytes, script) => bytes + compress(script).byteLength, 0);
  expect(sum(brotliCompressSync)).toBeLessThan(maxInitialScriptBytes.br);
  expect(sum(gzipSync)).toBeLessThan(maxInitialScriptBytes.gzip);
});

it('keeps the editor and the schema library out of the first page', () => {
  const first = initialScripts().map(text).join('\n');
  expect(first).not.toContain('cm-content');
  expect(first).not.toContain('ZodError');
  expect([...files.keys()].some((path) => path.startsWith('/assets/codemirror-'))).toBe(true);
});

it('has neither inline scripts nor inline styles', () => {
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)/);
  expect(page).not.toMatch(/<style|\sstyle=/);
});

it('writes compressed copies of the files for which that is worthwhile', () => {
  const large = [...files].filter(([, content]) => content.byteLength > 1000).map(([path]) => path);
  const scripts = large.filter((path) => /^\/assets\/.*\.(?:js|css)$/.test(path));
  expect(scripts.length).toBeGreaterThan(2);
  for (const path of scripts) {
    expect(gunzipSync(files.get(`${path}.gz`) ?? '').toString()).toBe(text(path));
    expect(brotliDecompressSync(files.get(`${path}.br`) ?? '').toString()).toBe(text(path));
  }
});
