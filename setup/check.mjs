import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { checkout } from './checkout.mjs';
import { runBeside } from './run.mjs';
import { hashFiles, hashOf, hashTools, sourceFiles } from './sources.mjs';

/*
 * Runs the static gates, as many at a time as there are cores; with names only those. Each keeps a
 * cache in node_modules/.cache, and is skipped when nothing that it reads has changed since it
 * last passed. Other packages, another Node.js or other settings empty the caches.
 */

const cache = 'node_modules/.cache/touchstone';
const cacheFolder = join(checkout, cache);
/** pyright reads the standard library of this one. */
const python = '/usr/bin/python3';
const cruised =
  'packages programming-api programming-ui/src grader-api cli e2e bench chaos verdicts';

/**
 * @typedef {{ commands: string[], reads?: RegExp }} Gate
 *   Commands are run in the checkout; their words have no spaces. `reads` matches the files that the gate
 *   depends on, by default all.
 */

/** The slowest first. @type {Record<string, Gate>} */
const gates = {
  lint: { commands: ['node setup/lint.mjs'], reads: /\.(?:ts|js|mjs|svelte|json)$/ },
  types: {
    commands: [`tsc --noEmit --incremental --tsBuildInfoFile ${cache}/tsbuildinfo`],
    reads: /\.(?:ts|js|mjs|json)$/,
  },
  format: {
    commands: [
      `prettier --check --log-level warn --cache --cache-strategy content --cache-location ${cache}/prettier .`,
    ],
  },
  python: {
    commands: ['node setup/check-python.mjs'],
    reads: /\.py$|^pyproject\.toml$|^setup\//,
  },
  pages: {
    commands: [
      'svelte-check --workspace programming-ui --tsconfig ./tsconfig.json --fail-on-warnings',
    ],
    reads: /^(?:programming-ui|packages)\/|^tsconfig|^judge\//,
  },
  imports: { commands: ['', '-folders'].map(cruise), reads: /\.(?:ts|js|mjs|svelte|json)$/ },
  dead: { commands: ['knip'] },
};

/** @param {string} kind */
function cruise(kind) {
  const caching = `--cache ${cache}/imports${kind} --cache-strategy content`;
  return `depcruise --config .dependency-cruiser${kind}.js --output-type err ${caching} ${cruised}`;
}

const files = sourceFiles();
const settings =
  /^(?:\.prettier\w*(?:\.json)?|\.dependency-cruiser[\w-]*\.js|eslint\.config\.js|knip\.json|pyproject\.toml|setup\/(?:check|lint|sources)[\w-]*\.mjs)$|(?:^|\/)tsconfig[\w.]*\.json$/;
const tools = hashOf([hashTools(), hashFiles(files.filter((file) => settings.test(file)))]);

/** Empties the caches when they were made with other tools or settings. */
function openCache() {
  const stamp = join(cacheFolder, 'tools');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === tools) return;
  rmSync(cacheFolder, { recursive: true, force: true });
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(stamp, tools);
}

/** @param {Gate} gate */
function inputsOf({ reads }) {
  const read = files.filter((file) => reads?.test(file) ?? true);
  return hashOf([tools, existsSync(python) ? realpathSync(python) : '', hashFiles(read)]);
}

/**
 * Runs a gate, unless it has passed with the same files, and prints what it found.
 *
 * @param {string} name
 * @param {Gate} gate
 */
async function pass(name, gate) {
  const record = join(cacheFolder, `${name}.passed`);
  const inputs = inputsOf(gate);
  if (existsSync(record) && readFileSync(record, 'utf8') === inputs) {
    console.log(`✓ ${name}: unchanged`);
    return true;
  }
  const startedAtMs = performance.now();
  let found = '';
  let passed = true;
  for (const command of gate.commands) {
    const [program = '', ...args] = command.split(' ');
    const path =
      program === 'node' ? process.execPath : join(checkout, 'node_modules/.bin', program);
    const { status, output } = await runBeside(path, args);
    found += output;
    passed &&= status === 0;
  }
  const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
  console.log(`${passed ? '✓' : '✗'} ${name}: ${seconds} s${passed ? '' : `\n${found}`}`);
  if (passed) writeFileSync(record, inputs);
  return passed;
}

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in gates));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. The gates are ${Object.keys(gates).join(', ')}.`);
  process.exit(2);
}
openCache();
const waiting = Object.entries(gates)
  .filter(([name]) => names.length === 0 || names.includes(name))
  .values();
/** @type {boolean[]} */
const passed = [];
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (const [name, gate] of waiting) passed.push(await pass(name, gate));
  }),
);
process.exitCode = passed.every(Boolean) ? 0 : 1;
