import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/*
 * Our programs are TypeScript. To transpile one file by file at each start takes more than a second,
 * so a program is built into a few JavaScript files when it first runs, and again when one of its
 * files has changed. Libraries stay in node_modules.
 */

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const cache = join(checkout, 'node_modules/.cache/touchstone-programs');

/**
 * @typedef {object} Built
 * @property {string} checkout
 * @property {string} folder
 * @property {string | null} previous the folder of the build before, which may still be running
 * @property {Readonly<Record<string, string | null>>} files what it was built from
 */

/** `node FILE MAIN ARGUMENT …` runs a program with arguments. */
export const runFile = fileURLToPath(new URL('run.mjs', import.meta.url));

/**
 * Runs a program in this process, with source maps. In a checkout that this user can't write to, and
 * that nobody has built, tsx transpiles each file.
 *
 * @param {string} main absolute path of the TypeScript file that starts it
 */
export async function runProgram(main) {
  process.setSourceMapsEnabled(true);
  const built = await buildProgram(main).catch((error) => {
    // Node.js reports ENOENT for folders in folders that it cannot make on a read-only disk.
    if (!['EACCES', 'EPERM', 'EROFS', 'ENOENT'].includes(error.code)) throw error;
    return null;
  });
  if (built === null) (await import('tsx/esm/api')).register();
  await import(pathToFileURL(built ?? main).href);
}

/**
 * Builds a program unless it is up to date.
 *
 * @param {string} main absolute path of the TypeScript file that starts it
 * @returns {Promise<string>} path of the JavaScript file that starts it
 */
export async function buildProgram(main) {
  const name = relative(checkout, main).replaceAll(/\W/g, '-');
  const record = join(cache, `${name}.json`);
  const found = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : null;
  /** @type {Built | null} In a copy of the checkout, the record is that of the original. */
  const last = found?.checkout === checkout ? found : null;
  if (last !== null && isCurrent(last)) return join(last.folder, 'main.mjs');
  const folder = join(cache, `${name}-${randomUUID()}`);
  mkdirSync(folder, { recursive: true });
  const files = await build(main, folder).catch((error) => {
    rmSync(folder, { recursive: true });
    throw error;
  });
  /** @type {Built} */
  const built = { checkout, folder, previous: last?.folder ?? null, files };
  writeFileSync(`${folder}.json`, JSON.stringify(built));
  renameSync(`${folder}.json`, record);
  if (last?.previous) rmSync(last.previous, { recursive: true, force: true });
  return join(folder, 'main.mjs');
}

/** @param {Built} built */
const isCurrent = ({ folder, files }) =>
  existsSync(join(folder, 'main.mjs')) &&
  Object.entries(files).every(([file, was]) => versionOf(file) === was);

/** @param {string} file relative to the checkout */
function versionOf(file) {
  const stats = statSync(join(checkout, file), { throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.size} ${stats.mtimeMs}`;
}

/**
 * @param {string} main
 * @param {string} folder
 * @returns {Promise<Built['files']>}
 */
async function build(main, folder) {
  const esbuild = await import('esbuild');
  const startedAtMs = Date.now();
  const { metafile } = await esbuild.build({
    absWorkingDir: checkout,
    entryPoints: { main },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    logLevel: 'error',
    plugins: [ownAddresses, libraries],
  });
  await esbuild.stop();
  return Object.fromEntries(
    Object.keys(metafile.inputs).map((file) => {
      const version = versionOf(file);
      // A file that changed meanwhile may have been read before or after that.
      const changed = statSync(join(checkout, file)).mtimeMs >= startedAtMs;
      return [file, changed ? null : version];
    }),
  );
}

/**
 * Our modules find files relative to themselves.
 *
 * @type {import('esbuild').Plugin}
 */
const ownAddresses = {
  name: 'own-addresses',
  setup({ onLoad }) {
    onLoad({ filter: /\.(?:ts|mjs)$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)));
      return { contents, loader: 'ts' };
    });
  },
};

/** @type {import('esbuild').Plugin} */
const libraries = {
  name: 'libraries',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@touchstone/')
        ? undefined
        : { path, external: true },
    );
  },
};
