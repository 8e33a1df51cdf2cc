import { constants } from 'node:fs';
import { access, mkdir, realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { errorCode } from '@touchstone/runtime/errors';
import { CommandError } from '../command-error.ts';
import { systemReasons } from './system-reasons.ts';

const reasons: typeof systemReasons = { ...systemReasons, EEXIST: 'it is a file, not a folder' };

/**
 * Creates a data folder if necessary, accessible only to its owner by default, and makes sure that it is
 * writable. Resolves to its real path; rejects with a CommandError that says why it can't be used.
 */
export async function openDataFolder(folder: string, mode = 0o700): Promise<string> {
  const path = resolve(folder);
  try {
    await mkdir(path, { recursive: true, mode });
    if (!(await stat(path)).isDirectory()) throw Object.assign(new Error(), { code: 'EEXIST' });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return await realpath(path);
  } catch (error) {
    const code = errorCode(error);
    throw new CommandError(
      `The data folder ${path} can't be used: ${reasons[code ?? ''] ?? code ?? String(error)}.`,
      { cause: error, next: 'Name another folder with --data DIR.' },
    );
  }
}
