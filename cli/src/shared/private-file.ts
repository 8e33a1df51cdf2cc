import { constants } from 'node:fs';
import { link, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { errorCode, messageOf } from '@touchstone/runtime/errors';
import { CommandError } from '../command-error.ts';

interface PrivateFileOptions {
  /** Whether it may replace a file of that name. */
  readonly replace: boolean;
  /** What to do if there is one, or if it can't be written. */
  readonly next: { readonly exists: string; readonly refused: string };
}

/**
 * Writes a file that only its owner can read. It gets its name when it is complete and on the disk;
 * until then it has another one, and if `write` fails it is removed.
 */
export async function writePrivateFile<T>(
  path: string,
  { replace, next }: PrivateFileOptions,
  write: (file: FileHandle) => Promise<T>,
): Promise<T> {
  if (!replace && (await exists(path))) throw alreadyExists(path, next.exists);
  const partial = `${path}.partial-${process.pid}`;
  const file = await create(partial, next.refused);
  try {
    const written = await write(file);
    await file.sync();
    await file.close();
    if (replace) await rename(partial, path);
    else await link(partial, path);
    return written;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') throw alreadyExists(path, next.exists);
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new CommandError(`${path} was not written: the disk is full.`, {
        cause: error,
        next: `Free space on it. ${next.refused}`,
      });
    }
    throw error;
  } finally {
    await file.close().catch(() => undefined);
    await rm(partial, { force: true });
  }
}

async function create(path: string, next: string): Promise<FileHandle> {
  const { O_CREAT, O_EXCL, O_WRONLY } = constants;
  return open(path, O_CREAT | O_EXCL | O_WRONLY, 0o600).catch((error: unknown) => {
    throw new CommandError(`The file cannot be written: ${messageOf(error)}`, {
      cause: error,
      next,
    });
  });
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const alreadyExists = (path: string, next: string): CommandError =>
  new CommandError(`${path} already exists.`, { next });
