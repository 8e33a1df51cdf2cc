import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

const initialScriptMaxBytes = 54_000;

let outFolder = '';
let page = '';
const files = new Map<string, Buffer>();

beforeAll(async () => {
  // Under `test` Svelte would add what only developers need.
  vi.stubEnv('NODE_ENV', 'production');
  outFolder = await mkdtemp(join(tmpdir(), 'touchstone-build-'));
  await build({
    configFile: join(import.meta.dirname, '..', 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: outFolder, emptyOutDir: true },
  });
  for (const entry of await readdir(outFolder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(outFolder.length), await readFile(path));
  }
  page = text('/index.html');
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(outFolder, { recursive: true });
});

const text = (path: string): string => files.get(path)?.toString('utf8') ?? '';

/** What the first page loads before anything is imported on demand. */
function initialScripts(): string[] {
  const named = [...page.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map(([, path]) => path ?? '');
  const all = new Set(named);
  for (const path of all) {
    for (const [, name] of text(path).matchAll(/from\s*"\.\/([\w.-]+\.js)"/g))
      all.add(`/assets/${name ?? ''}`);
  }
  return [...all];
}

it('loads less than 54 KB of compressed JavaScript before the editor', () => {
  const scripts = initialScripts();
  expect(scripts.length).toBeGreaterThan(0);
  // As nginx sends it; Brotli, which the all-in-one has too, is smaller.
  const bytes = scripts.map((path) => gzipSync(text(path)).byteLength);
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(initialScriptMaxBytes);
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

it('lays the same bytes compressed beside each file worth it', () => {
  const large = [...files].filter(([, content]) => content.byteLength > 1000).map(([path]) => path);
  const scripts = large.filter((path) => /^\/assets\/.*\.(?:js|css)$/.test(path));
  expect(scripts.length).toBeGreaterThan(2);
  for (const path of scripts) {
    expect(gunzipSync(files.get(`${path}.gz`) ?? '').toString()).toBe(text(path));
    expect(brotliDecompressSync(files.get(`${path}.br`) ?? '').toString()).toBe(text(path));
  }
});
