import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/*
 * Called as a process of its own, `node bundle.mjs FOLDER NAME=MAIN …`: writes FOLDER/NAME.mjs for
 * each of our services, with all that it imports in one file. So no process
 * translates TypeScript, file by file, for itself.
 */

const [folder = '', ...entries] = process.argv.slice(2);

/** A module of ours goes on finding what lies beside it. */
const ownAddress = {
  name: 'own-address',
  /** @param {import('esbuild').PluginBuild} building */
  setup(building) {
    building.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const url = JSON.stringify(pathToFileURL(path).href);
      return { contents: text.replaceAll('import.meta.url', url), loader: 'ts' };
    });
  },
};

/** A service expects the migrations that it was bundled with, also when the files change under it. */
const ownMigrations = {
  name: 'own-migrations',
  /** @param {import('esbuild').PluginBuild} building */
  setup(building) {
    building.onLoad(
      { filter: /\/packages\/database\/src\/shipped-migrations\.ts$/ },
      async ({ path }) => {
        const folder = join(dirname(path), 'migrations');
        const names = (await readdir(folder)).toSorted();
        const texts = names.map(async (name) => [
          name.replace(/\.sql$/, ''),
          await readFile(join(folder, name), 'utf8'),
        ]);
        const contents = `
        import { createMigration } from './migrations.ts';
        const texts = ${JSON.stringify(await Promise.all(texts))};
        const shipped = texts.map(([name, text]) => createMigration(name, text));
        export const readShippedMigrations = () => Promise.resolve(shipped);`;
        return { contents, loader: 'ts', resolveDir: dirname(path) };
      },
    );
  },
};

await build({
  entryPoints: entries.map((entry) => {
    const [out = '', main = ''] = entry.split('=');
    return { in: main, out };
  }),
  outdir: folder,
  outExtension: { '.js': '.mjs' },
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
  // The first that knows a module loads it.
  plugins: [ownMigrations, ownAddress],
  logLevel: 'error',
});
