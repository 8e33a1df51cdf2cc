import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout, SetupError } from './checkout.mjs';
import { npm } from './run.mjs';

/** All that goes into the pages. */
const sources = ['programming-ui', 'packages/contracts', 'judge', 'package-lock.json'];
const notSources = new Set(['node_modules', 'dist', 'test', 'data']);
const dist = join(checkout, 'programming-ui', 'dist');
const hashFile = join(dist, '.build-hash');

/** Builds the pages, unless they were built from the same sources. */
export async function ensureUi() {
  const hash = hashSources();
  if (existsSync(hashFile) && readFileSync(hashFile, 'utf8') === hash) return;
  console.log('Building the pages …');
  if ((await npm(['run', 'build', '--workspace', 'programming-ui'])) !== 0) {
    throw new SetupError('The pages could not be built; see above.');
  }
  writeFileSync(hashFile, hash);
}

function hashSources() {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of filesOf(source))
      hash.update(`${file}\0`).update(readFileSync(join(checkout, file)));
  }
  return hash.digest('hex');
}

/**
 * In an order that is always the same.
 *
 * @param {string} path relative to the checkout
 * @returns {string[]}
 */
function filesOf(path) {
  if (statSync(join(checkout, path)).isFile()) return [path];
  return readdirSync(join(checkout, path))
    .filter((name) => !notSources.has(name) && !name.startsWith('.'))
    .sort()
    .flatMap((name) => filesOf(`${path}/${name}`));
}
