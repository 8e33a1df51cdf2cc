import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from './checkout.mjs';

/** Folders that hold nothing written by hand. */
const ignored = new Set([
  ...['node_modules', 'dist', 'data', 'test-results', 'screenshots', '__pycache__'],
  ...['.git', '.touchstone', '.ruff_cache'],
]);

/**
 * All files of the checkout, in an order that is always the same.
 *
 * @param {string} [folder] relative to the checkout
 * @returns {string[]}
 */
export function sourceFiles(folder = '') {
  return readdirSync(join(checkout, folder), { withFileTypes: true })
    .filter((entry) => !ignored.has(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return sourceFiles(path);
      return entry.isFile() ? [path] : [];
    });
}

/** @param {readonly string[]} parts */
export function hashOf(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

/**
 * Of the files' names and contents.
 *
 * @param {readonly string[]} files relative to the checkout
 */
export const hashFiles = (files) =>
  hashOf(files.flatMap((file) => [file, readFileSync(join(checkout, file), 'latin1')]));

/** Of the installed packages and this Node.js. */
export const hashTools = () =>
  hashOf([
    process.version,
    readFileSync(join(checkout, 'node_modules/.package-lock.json'), 'utf8'),
  ]);
