import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const compressible = /\.(?:html|m?js|css|svg|json|txt|wasm|webmanifest)$/;

/** For smaller files, compression saves less than its header costs. */
const minBytes = 256;

/** For larger files, Brotli's best quality takes half a minute longer to save a few per cent. */
const maxBestQualityBytes = 500_000;
const goodQuality = 9;

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/** Writes a `.br` and a `.gz` beside each compressible file, for servers that send those. */
export function precompress(): Plugin {
  let outFolder = '';
  return {
    name: 'touchstone-precompress',
    apply: 'build',
    configResolved(config) {
      outFolder = resolve(config.root, config.build.outDir);
    },
    closeBundle: () => compressFolder(outFolder),
  };
}

async function compressFolder(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && compressible.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  await Promise.all(paths.map(compressFile));
}

async function compressFile(path: string): Promise<void> {
  const content = await readFile(path);
  const { byteLength } = content;
  if (byteLength < minBytes) return;
  const quality = byteLength > maxBestQualityBytes ? goodQuality : constants.BROTLI_MAX_QUALITY;
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
