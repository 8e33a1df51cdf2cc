import { readFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { build } from 'esbuild';

/*
 * Runs as a separate process in the checkout, `node bundle.mjs MAIN=FILE …`: bundles each MAIN with all
 * that it imports into FILE. So no process has to transpile TypeScript file by file.
 */

/** Our modules find files relative to themselves; in the bundle these are relative to the one file. */
const ownAddress = {
  name: 'own-address',
  /** @param {import('esbuild').PluginBuild} building */
  setup(building) {
    building.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const place = JSON.stringify(`./${relative(process.cwd(), path)}`);
      const folder = JSON.stringify(relative(process.cwd(), dirname(path)));
      const contents = text
        .replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`)
        .replaceAll(
          'import.meta.dirname',
          `require('node:path').join(import.meta.dirname, ${folder})`,
        );
      return { contents, loader: 'ts' };
    });
  },
};

/** @param {string} main @param {string} file */
const bundle = (main, file) =>
  build({
    entryPoints: [main],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // A process keeps its source text in memory, at twice the size if one character is not Latin-1.
    minifyWhitespace: true,
    // Node prints the source line of an uncaught error.
    lineLimit: 120,
    legalComments: 'none',
    // CommonJS packages load Node's own modules with require, and so does the plugin's code.
    banner: {
      js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);",
    },
    // Read by `node --enable-source-maps` only.
    sourcemap: 'linked',
    sourcesContent: false,
    external: ['pg-native'],
    plugins: [ownAddress],
    logLevel: 'error',
  });

await Promise.all(
  process.argv.slice(2).map((entry) => {
    const [main = '', file = ''] = entry.split('=');
    return bundle(main, file);
  }),
);
