import { existsSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CommandError } from '../command-error.ts';
import { openDataFolder } from './data-folder.ts';

/** Whose data a folder has; null if nobody's. Throws a CommandError if it has that of both. */
export function kindOf(dataFolder: string): 'all-in-one' | 'stack' | null {
  const [ofAllInOne, ofStack] = ['database', 'postgres'].map((name) =>
    existsSync(join(dataFolder, name)),
  );
  if (ofAllInOne === true && ofStack === true) {
    throw new CommandError(`${dataFolder} has the data of both an all-in-one and a stack.`, {
      next: 'Start the one that you mean, then run the command again.',
    });
  }
  return ofAllInOne === true ? 'all-in-one' : ofStack === true ? 'stack' : null;
}

const nameOne =
  'Name the folder of `touchstone start` or `touchstone stack` with --data DIR, or a PostgreSQL with --database URL.';

export const noData = (dataFolder: string): CommandError =>
  new CommandError(`${dataFolder} has no data of Touchstone.`, { next: nameOne });

/** For commands that create no data, so that they do not create a folder either. */
export async function existingFolder(folder: string): Promise<string> {
  const path = resolve(folder);
  const found = await stat(path).catch(() => null);
  if (found === null) throw new CommandError(`There is no data folder ${path}.`, { next: nameOne });
  await openDataFolder(path);
  return realpath(path);
}
