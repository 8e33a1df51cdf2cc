import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout, SetupError } from './checkout.mjs';
import { npm } from './run.mjs';
import { hashFiles, sourceFiles } from './sources.mjs';

/** The inputs of the pages' build. */
const folders = ['programming-ui', 'packages/contracts', 'judge'];
const hashFile = join(checkout, 'programming-ui', 'dist', '.build-hash');

/** Builds the pages, unless they were built from the same sources. */
export async function ensureUi() {
  const sources = folders.flatMap(sourceFiles).filter((file) => !file.includes('/test/'));
  const hash = hashFiles([...sources, 'package-lock.json']);
  if (existsSync(hashFile) && readFileSync(hashFile, 'utf8') === hash) return;
  console.log('Building the pages …');
  if ((await npm(['run', 'build', '--workspace', 'programming-ui'])) !== 0) {
    throw new SetupError('The pages could not be built; see the output above.');
  }
  writeFileSync(hashFile, hash);
}
