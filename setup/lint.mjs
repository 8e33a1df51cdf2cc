import { ESLint } from 'eslint';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkout } from './checkout.mjs';
import { hashFiles, hashOf, hashTools, sourceFiles } from './sources.mjs';

/*
 * Runs ESLint on what has changed; with --fix it also fixes what it can. ESLint's own cache looks at
 * each file alone, but the rules with types also depend on the files that it imports. So here a
 * file is skipped only if it was clean and neither it nor anything that it imports, directly or
 * not, has changed since.
 */

const cacheFile = join(checkout, 'node_modules/.cache/touchstone/lint.json');
const fix = process.argv.includes('--fix');

const files = sourceFiles();
const code = files.filter((file) => /\.(?:ts|js|mjs|svelte)$/.test(file));
const settings = files.filter((file) =>
  /(?:^|\/)(?:eslint\.config\.js|tsconfig[\w.]*\.json)$|\.d\.ts$/.test(file),
);
/** What all files depend on. */
const common = hashOf([hashTools(), hashFiles(settings)]);

/** @type {Map<string, string>} */
const texts = new Map(code.map((file) => [file, readFileSync(join(checkout, file), 'utf8')]));
const packages = packageFiles();
const imports = new Map(code.map((file) => [file, importsOf(file)]));
const hashes = new Map(code.map((file) => [file, hashWithImports(file)]));

/** @type {Record<string, string>} */
const clean = existsSync(cacheFile) ? JSON.parse(readFileSync(cacheFile, 'utf8')) : {};
const eslint = new ESLint({ cwd: checkout, fix });
const stale = [];
for (const file of code) {
  if (clean[file] !== hashes.get(file) && !(await eslint.isPathIgnored(file))) stale.push(file);
}
const results = stale.length === 0 ? [] : await eslint.lintFiles(stale);
if (fix) await ESLint.outputFixes(results);
process.stdout.write(await (await eslint.loadFormatter('stylish')).format(results));

const faulty = new Set(
  results
    .filter(({ messages, output }) => messages.length > 0 || output !== undefined)
    .map(({ filePath }) => filePath),
);
mkdirSync(dirname(cacheFile), { recursive: true });
writeFileSync(
  cacheFile,
  JSON.stringify(
    Object.fromEntries([...hashes].filter(([file]) => !faulty.has(join(checkout, file)))),
  ),
);
process.exitCode = results.some(({ errorCount }) => errorCount > 0) ? 1 : 0;

/**
 * Of a file and all that it imports, directly or not.
 *
 * @param {string} file
 */
function hashWithImports(file) {
  const reached = new Set([file]);
  for (const each of reached) for (const imported of imports.get(each) ?? []) reached.add(imported);
  return hashOf([common, ...[...reached].sort().flatMap((each) => [each, texts.get(each) ?? ''])]);
}

/**
 * Files of the checkout that a file imports. A text that only looks like an import does no harm.
 *
 * @param {string} file
 * @returns {string[]}
 */
function importsOf(file) {
  const names = (texts.get(file) ?? '').matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"?]+)/g);
  return [...names].flatMap(([, name = '']) => {
    const path = name.startsWith('.') ? join(dirname(file), name) : packages.get(name);
    return path === undefined || !texts.has(path) ? [] : [path];
  });
}

/** What the names of our own packages stand for, such as `@touchstone/contracts`. */
function packageFiles() {
  const found = files
    .filter((file) => file.endsWith('package.json'))
    .flatMap((file) => {
      const { name = '', exports = {} } = JSON.parse(readFileSync(join(checkout, file), 'utf8'));
      return Object.entries(exports).map(([key, path]) => [
        join(name, key),
        join(dirname(file), String(path)),
      ]);
    });
  return new Map(/** @type {[string, string][]} */ (found));
}
