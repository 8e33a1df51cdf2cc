import { readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const compressible = new Set([
  '.html',
  '.js',
  '.mjs',
  '.css',
  '.svg',
  '.json',
  '.txt',
  '.wasm',
  '.webmanifest',
]);

/** Below this a compressed answer saves less than its header costs. */
const minBytes = 256;

/** Above this, Brotli's best takes half a minute for a few per cent. */
const bestMaxBytes = 500_000;
const goodQuality = 9;

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/** Writes a `.br` and a `.gz` beside each file that compresses, for servers that send them as they are. */
export function precompress(): Plugin {
  let outFolder = '';
  return {
    name: 'touchstone-precompress',
    apply: 'build',
    configResolved(config) {
      outFolder = join(config.root, config.build.outDir);
      if (config.build.outDir.startsWith('/')) outFolder = config.build.outDir;
    },
    async closeBundle() {
      await compressFolder(outFolder);
    },
  };
}

async function compressFolder(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && compressible.has(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name));
  await Promise.all(paths.map(compressFile));
}

async function compressFile(path: string): Promise<void> {
  const content = await readFile(path);
  const { byteLength } = content;
  if (byteLength < minBytes) return;
  const quality = byteLength > bestMaxBytes ? goodQuality : constants.BROTLI_MAX_QUALITY;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_SIZE_HINT]: byteLength,
  };
  await Promise.all([
    brotli(content, { params }).then((compressed) => writeFile(`${path}.br`, compressed)),
    gzipped(content, { level: constants.Z_BEST_COMPRESSION }).then((compressed) =>
      writeFile(`${path}.gz`, compressed),
    ),
  ]);
}
