import { realpathSync } from 'node:fs';
import path from 'node:path';
import { UnfitHostError } from '../sandbox.ts';

/** Folders of the host's own: what lies right in one would show the rest of it. */
const hostFolders = ['/root', '/home', '/var', '/run', '/etc', '/mnt', '/media', '/opt', '/srv'];

/** Folders that the sandbox has of its own: what the host has there can't be seen in it. */
const sandboxFolders = ['/tmp', '/dev', '/proc', '/sys', '/submission', '/touchstone'];

/**
 * The folders of a Python that does not lie below /usr, to be bound into the sandbox: where it is
 * named, and where links lead. Throws an UnfitHostError for a place that can't be bound.
 */
export function pythonFolders(python: string): string[] {
  if (!path.isAbsolute(python)) {
    throw new UnfitHostError(
      'name the Python by its whole path, such as TOUCHSTONE_PYTHON=/usr/bin/python3',
      `${python} is no absolute path`,
    );
  }
  const folders = [installationOf(python), installationOf(realOf(python))];
  for (const folder of folders) {
    const why = refusalOf(folder);
    if (why === null) continue;
    throw new UnfitHostError(
      'install the Python in a folder of its own that every user may read, such as /opt/python, and name it by TOUCHSTONE_PYTHON',
      `${python} lies in ${folder}, ${why}`,
    );
  }
  return [...new Set(folders)].filter((folder) => folder !== '/' && !isWithin(folder, '/usr'));
}

function refusalOf(folder: string): string | null {
  if (hostFolders.includes(folder)) return 'all of which would be seen in the sandbox';
  if (sandboxFolders.some((each) => isWithin(folder, each))) {
    return 'in whose place the sandbox has a folder of its own';
  }
  return null;
}

/** As `bin/python3` lies in it. */
const installationOf = (file: string): string => path.dirname(path.dirname(path.normalize(file)));

const isWithin = (folder: string, outer: string): boolean => `${folder}/`.startsWith(`${outer}/`);

function realOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
