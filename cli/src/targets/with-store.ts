import type { Database } from '@touchstone/database';
import type { Store } from '../control/calls.ts';
import { isHeld, storeOfHolder } from '../control/client.ts';
import {
  migrateToLatest,
  orAdviseToMigrate,
  withDatabaseOf,
  withPostgres,
} from '../shared/open-database.ts';
import type { Target } from '../shared/target.ts';
import { warn } from '../shared/terminal.ts';
import { notifyOfEndedSessions } from '../stores/notify-apis.ts';
import { existingFolder, kindOf, noData } from '../shared/data-kind.ts';

/** Gets the token hashes of sessions that have ended, to notify running APIs. */
type NotifyEnded = (tokenHashes: readonly Buffer[]) => Promise<void>;

/** How a command gets its part of the store. */
interface StoreOpener<Opened> {
  /** Shown to others that find the folder in use. */
  readonly command: string;
  /** Prepares the database of a folder that no process has open. */
  readonly prepare?: (database: Database) => Promise<unknown>;
  readonly inDatabase: (database: Database, notifyEnded: NotifyEnded) => Opened;
  /** From the store of the process that has the folder open. */
  readonly ofHolder: (store: Store) => Opened;
}

/** Opens what the target names for `use`, and closes it. */
export async function withStore<Opened, T>(
  target: Target,
  { command, prepare, inDatabase, ofHolder }: StoreOpener<Opened>,
  use: (store: Opened) => Promise<T>,
): Promise<T> {
  if (!('dataFolder' in target)) {
    return withPostgres(target.databaseUrl, (database) =>
      use(inDatabase(database, (hashes) => notifyOfEndedSessions(target.redisUrl, hashes, warn))),
    );
  }
  const dataFolder = await existingFolder(target.dataFolder);
  if (await isHeld(dataFolder)) return use(ofHolder(storeOfHolder(dataFolder)));
  const useDatabase = async (database: Database): Promise<T> => {
    await prepare?.(database);
    // No process has it open, so there are no APIs to notify.
    return use(inDatabase(database, () => Promise.resolve()));
  };
  switch (kindOf(dataFolder)) {
    case 'all-in-one':
      return withDatabaseOf(dataFolder, command, useDatabase);
    case 'stack': {
      const { withStoppedStack } = await import('../stack-processes/stopped-stack.ts');
      return withStoppedStack(dataFolder, command, useDatabase);
    }
    case null:
      throw noData(dataFolder);
  }
}

/** The same for a command that needs the newest version of the database. */
export const withMigratedStore = <Key extends keyof Store, T>(
  target: Target,
  opener: Pick<StoreOpener<Pick<Store, Key>>, 'command' | 'inDatabase'>,
  use: (store: Pick<Store, Key>) => Promise<T>,
): Promise<T> =>
  orAdviseToMigrate(
    withStore(target, { ...opener, prepare: migrateToLatest, ofHolder: (store) => store }, use),
  );
