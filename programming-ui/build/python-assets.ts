import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import type { Plugin } from 'vite';

const moduleId = 'virtual:python-assets';
const resolvedId = `\0${moduleId}`;
const checkout = join(import.meta.dirname, '..', '..');
const pyodideFile = createRequire(import.meta.url).resolve('pyodide/package.json');
const pyodideFolder = join(pyodideFile, '..');

/** Our Python packages that run in the browser: the folder here, the package name there. */
const packages = [
  { folder: join(checkout, 'judge'), name: 'judge' },
  { folder: join(import.meta.dirname, '..', 'python'), name: 'browser' },
];

/**
 * `virtual:python-assets`: addresses, with hashes, and sizes of Python's files in the browser. It is
 * declared in src/python/python-assets.d.ts.
 */
export function pythonAssets(): Plugin {
  let building = false;
  return {
    name: 'touchstone-python-assets',
    configResolved(config) {
      building = config.command === 'build';
    },
    resolveId: (id) => (id === moduleId ? resolvedId : null),
    async load(id) {
      if (id !== resolvedId) return null;
      const sources = await readSources();
      const lock = JSON.parse(await readFile(join(pyodideFolder, 'pyodide-lock.json'), 'utf8')) as {
        info: unknown;
      };
      const emit = async (name: string, content?: Buffer) => {
        const source = content ?? (await readFile(join(pyodideFolder, name)));
        const sizeBytes = source.byteLength;
        if (!building) return { url: JSON.stringify(devUrl(name, content)), sizeBytes };
        const reference = this.emitFile({ type: 'asset', name, source });
        return { url: `import.meta.ROLLUP_FILE_URL_${reference}`, sizeBytes };
      };
      const runtime = await emit('pyodide.asm.mjs');
      const wasm = await emit('pyodide.asm.wasm');
      const library = await emit('python_stdlib.zip');
      const own = await emit('python-sources.json', Buffer.from(JSON.stringify(sources)));
      const asset = ({ url, sizeBytes }: { url: string; sizeBytes: number }) =>
        `{ url: ${url}, sizeBytes: ${sizeBytes} }`;
      return [
        `export const runtimeUrl = ${runtime.url};`,
        `export const wasm = ${asset(wasm)};`,
        `export const library = ${asset(library)};`,
        `export const sources = ${asset(own)};`,
        `export const lockFile = ${JSON.stringify({ info: lock.info, packages: {} })};`,
      ].join('\n');
    },
  };
}

/** The dev server emits no files; it serves those in the checkout. */
function devUrl(name: string, content: Buffer | undefined): string {
  if (content === undefined) return `/@fs${join(pyodideFolder, name)}`;
  return `data:application/json;base64,${content.toString('base64')}`;
}

async function readSources(): Promise<Record<string, string>> {
  const sources: Record<string, string> = {};
  for (const { folder, name } of packages) {
    for (const entry of (await readdir(folder, { recursive: true })).sort()) {
      if (!entry.endsWith('.py') || basename(entry).startsWith('.')) continue;
      sources[`${name}/${entry.split('\\').join('/')}`] = await readFile(
        join(folder, entry),
        'utf8',
      );
    }
  }
  return sources;
}
