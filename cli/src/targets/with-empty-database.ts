import type { Database } from '@touchstone/database';
import { CommandError } from '../command-error.ts';
import { openDataFolder } from '../shared/data-folder.ts';
import { withDatabaseOf, withPostgres } from '../shared/open-database.ts';
import { stackUsers } from '../stack-processes/stack-users.ts';
import { kindOf } from '../shared/data-kind.ts';

/** Where to restore: in a folder, for a stack or an all-in-one if it is new, or in a PostgreSQL. */
export type EmptyTarget = { dataFolder: string; forStack: boolean } | { databaseUrl: string };

/** Opens the database of the target for `use`, created if necessary, while no other process has it open. */
export async function withEmptyDatabase<T>(
  target: EmptyTarget,
  command: string,
  use: (database: Database) => Promise<T>,
): Promise<T> {
  if ('databaseUrl' in target) return withPostgres(target.databaseUrl, use);
  // As the stack does it: the users of its processes must be able to enter the folder.
  const mode = target.forStack && stackUsers() !== null ? 0o711 : 0o700;
  const folder = await openDataFolder(target.dataFolder, mode);
  const kind = kindOf(folder);
  if (kind === 'all-in-one' && target.forStack) {
    throw new CommandError(`${folder} has the data of an all-in-one, not of a stack.`, {
      next: 'Name a new folder with --data DIR.',
    });
  }
  if (kind === 'all-in-one' || !(kind === 'stack' || target.forStack)) {
    return withDatabaseOf(folder, command, use);
  }
  const { withStoppedStack } = await import('../stack-processes/stopped-stack.ts');
  return withStoppedStack(folder, command, use);
}
