import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout, SetupError } from './checkout.mjs';
import { npm } from './run.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} LockedPackage
 */

/** Installs the packages in package-lock.json, unless exactly these are installed. */
export async function ensurePackages() {
  const locked = readLocked('package-lock.json');
  if (locked === null)
    throw new SetupError('package-lock.json is missing: the checkout is incomplete.');
  if (isInstalled(locked, readLocked('node_modules/.package-lock.json'))) return;
  console.log('Installing the packages in package-lock.json …');
  // Building and testing need the development packages, whatever NODE_ENV is.
  const status = await npm(['ci', '--include=dev', '--no-audit', '--no-fund']);
  if (status !== 0) {
    throw new SetupError(
      'The packages could not be installed; see the output above. Is the npm registry reachable?',
    );
  }
}

/**
 * npm records what it has installed in the format of package-lock.json. Packages for other systems are
 * optional, and missing there.
 *
 * @param {Record<string, LockedPackage>} locked
 * @param {Record<string, LockedPackage> | null} installed
 */
export function isInstalled(locked, installed) {
  if (installed === null) return false;
  const inFolder = /** @param {[string, LockedPackage]} entry */ ([path]) =>
    path.startsWith('node_modules/');
  const wanted = Object.entries(locked).filter(inFolder);
  return (
    wanted.every(([path, { version, integrity, optional }]) => {
      const found = installed[path];
      if (found === undefined) return optional === true;
      return found.version === version && found.integrity === integrity;
    }) &&
    Object.entries(installed)
      .filter(inFolder)
      .every(([path]) => path in locked)
  );
}

/**
 * @param {string} file
 * @returns {Record<string, LockedPackage> | null}
 */
function readLocked(file) {
  try {
    return JSON.parse(readFileSync(join(checkout, file), 'utf8')).packages;
  } catch {
    return null;
  }
}
