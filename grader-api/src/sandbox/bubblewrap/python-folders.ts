import { realpathSync } from 'node:fs';
import path from 'node:path';
import { UnfitHostError } from '../sandbox.ts';

/** Folders of the host: a Python directly in one would expose the rest of the folder. */
const hostFolders = ['/root', '/home', '/var', '/run', '/etc', '/mnt', '/media', '/opt', '/srv'];

/** Folders that the sandbox replaces by its own, which hide those of the host. */
const sandboxFolders = ['/tmp', '/dev', '/proc', '/sys', '/submission', '/touchstone'];

/**
 * The folders to bind into the sandbox for a Python outside /usr: the one in its path, and the one
 * that symlinks lead to. Throws an UnfitHostError for a folder that cannot be bound.
 */
export function pythonFolders(python: string): string[] {
  if (!path.isAbsolute(python)) {
    throw new UnfitHostError(
      'set TOUCHSTONE_PYTHON to an absolute path, such as /usr/bin/python3',
      `${python} is not an absolute path`,
    );
  }
  const folders = [installationOf(python), installationOf(realOf(python))];
  for (const folder of folders) {
    const why = refusalOf(folder);
    if (why === null) continue;
    throw new UnfitHostError(
      'install Python in a separate folder that every user may read, such as /opt/python, and set TOUCHSTONE_PYTHON to its path',
      `${python} is in ${folder}, ${why}`,
    );
  }
  return [...new Set(folders)].filter((folder) => folder !== '/' && !isWithin(folder, '/usr'));
}

function refusalOf(folder: string): string | null {
  if (hostFolders.includes(folder)) return 'and the sandbox would show all of that folder';
  if (sandboxFolders.some((each) => isWithin(folder, each))) {
    return 'which the sandbox replaces by its own folder';
  }
  return null;
}

/** The folder that contains `bin/python3`. */
const installationOf = (file: string): string => path.dirname(path.dirname(path.normalize(file)));

const isWithin = (folder: string, outer: string): boolean => `${folder}/`.startsWith(`${outer}/`);

function realOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
