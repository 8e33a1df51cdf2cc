import { existsSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CommandError } from '../command-error.ts';
import { isHeld } from '../control/data-lock.ts';
import { askHolderFor } from '../control/ask-holder-for.ts';
import type { ControlReply, ControlRequest } from '../control/protocol.ts';
import { openDataFolder } from '../ground/data-folder.ts';
import {
  bringUpToDate,
  orOutdated,
  withDatabaseOf,
  withPostgres,
} from '../ground/open-database.ts';
import { warn } from '../ground/terminal.ts';
import { tellOfEnds } from './tell-of-ends.ts';
import { userStoreIn, type UserStore } from './user-store.ts';

/** A data folder, or a PostgreSQL and the Redis by which its APIs hear of it. */
export type UserTarget =
  { dataFolder: string } | { databaseUrl: string; redisUrl: string | undefined };

/** Opens what the target names for `use`, and closes it. `command` is told to whoever finds it in use. */
export async function withUserStore<T>(
  target: UserTarget,
  command: string,
  use: (store: UserStore) => Promise<T>,
): Promise<T> {
  if (!('dataFolder' in target)) {
    return withPostgres(target.databaseUrl, (database) =>
      orOutdated(use(userStoreIn(database, (hashes) => tellOfEnds(target.redisUrl, hashes, warn)))),
    );
  }
  const dataFolder = await existingFolder(target.dataFolder);
  if (await isHeld(dataFolder)) return use(storeThroughHolder(dataFolder));
  const useDatabase = async (database: Parameters<typeof bringUpToDate>[0]): Promise<T> => {
    await bringUpToDate(database);
    // No process has it open, so there is nobody to tell.
    return use(userStoreIn(database, () => Promise.resolve()));
  };
  const [ofAllInOne, ofStack] = ['database', 'postgres'].map((name) =>
    existsSync(join(dataFolder, name)),
  );
  if (ofAllInOne === true && ofStack === true) {
    throw new CommandError(`${dataFolder} is the folder of an all-in-one and of a stack.`, {
      next: 'Start the one that you mean, then run the command again.',
    });
  }
  if (ofAllInOne === true) return withDatabaseOf(dataFolder, command, useDatabase);
  if (ofStack === true) {
    const { withStoppedStack } = await import('../stack/stopped-stack.ts');
    return withStoppedStack(dataFolder, command, useDatabase);
  }
  throw new CommandError(`There are no data of Touchstone in ${dataFolder}.`, { next: nameOne });
}

const nameOne =
  'Name the folder of `touchstone start` or `touchstone stack` with --data DIR, or a PostgreSQL with --database URL.';

/** These commands make no data, so they make no folder either. */
async function existingFolder(folder: string): Promise<string> {
  const path = resolve(folder);
  const found = await stat(path).catch(() => null);
  if (found === null) throw new CommandError(`There is no data folder ${path}.`, { next: nameOne });
  await openDataFolder(path);
  return realpath(path);
}

function storeThroughHolder(dataFolder: string): UserStore {
  const ask = <Kind extends ControlReply['kind']>(request: ControlRequest, kind: Kind) =>
    askHolderFor(dataFolder, request, kind);
  return {
    exportUser: async (userId) =>
      (await ask({ kind: 'export-user', userId }, 'user-exported')).user,
    exportSubmissions: async (userId, after) =>
      (await ask({ kind: 'export-submissions', userId, after }, 'submissions-exported')).page,
    deleteUser: async (userId) =>
      (await ask({ kind: 'delete-user', userId }, 'user-deleted')).deleted,
    listSessions: async (userId) =>
      (await ask({ kind: 'list-sessions', userId }, 'sessions-listed')).sessions,
    endSessions: async (userId, sessionId) =>
      (await ask({ kind: 'end-sessions', userId, sessionId }, 'sessions-ended')).ended,
    prune: async (step) => (await ask({ kind: 'prune', step }, 'pruned')).outcome,
    async reclaimRoom() {
      await ask({ kind: 'reclaim-room' }, 'room-reclaimed');
    },
  };
}
