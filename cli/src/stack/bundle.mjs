import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { build } from 'esbuild';

/*
 * Called as a process of its own in the checkout, `node bundle.mjs MAIN=FILE …`: writes FILE for each
 * of our services, with all that it imports in one file. So no process translates TypeScript, file by
 * file, for itself.
 */

/** A module of ours finds what lay beside it in the checkout where it lies beside the one file. */
const ownAddress = {
  name: 'own-address',
  /** @param {import('esbuild').PluginBuild} building */
  setup(building) {
    building.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const place = JSON.stringify(`./${relative(process.cwd(), path)}`);
      const url = `new URL(${place}, import.meta.url).href`;
      return { contents: text.replaceAll('import.meta.url', url), loader: 'ts' };
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
    // A process holds its own text in memory, and twice as large where one letter is not Latin.
    minifyWhitespace: true,
    // Node shows the line that an uncaught error comes from.
    lineLimit: 120,
    legalComments: 'none',
    // Packages in CommonJS ask for Node's own modules by require.
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
