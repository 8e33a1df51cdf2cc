import { accessSync, constants, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Fixed folders instead of PATH, which may lack /usr/sbin and may contain anything. */
const folders = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/opt/homebrew/bin'];
const debianPostgres = '/usr/lib/postgresql';

/** A program that a server needs is not installed; the message says how to install it. */
export class MissingProgramError extends Error {
  override name = 'MissingProgramError';
  readonly program: string;
  readonly debianPackage: string;

  constructor(program: string, debianPackage: string) {
    super(`${program} is not installed. On Debian: sudo apt-get install ${debianPackage}`);
    this.program = program;
    this.debianPackage = debianPackage;
  }
}

/** Path of a program; throws {@link MissingProgramError}. */
export const findProgram = (program: string, debianPackage: string): string =>
  findIn(folders, program, debianPackage);

/** Path of a program of the newest PostgreSQL; Debian has a folder for each version. */
export function findPostgresProgram(program: string): string {
  const versions = readFolder(debianPostgres).sort((a, b) => Number(b) - Number(a));
  const versioned = versions.map((version) => join(debianPostgres, version, 'bin'));
  return findIn([...versioned, ...folders], program, 'postgresql');
}

function findIn(candidates: readonly string[], program: string, debianPackage: string): string {
  const path = candidates.map((folder) => join(folder, program)).find(isExecutable);
  if (path === undefined) throw new MissingProgramError(program, debianPackage);
  return path;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function readFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
