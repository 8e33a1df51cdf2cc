import type { Database } from '@touchstone/database';
import { openDataFolder } from './data-folder.ts';
import { bringUpToDate, withDatabaseOf, withPostgres } from './open-database.ts';
import { say, warn } from './terminal.ts';

/** Brings the database of a data folder, or a PostgreSQL, up to date and says what was applied. */
export async function migrateDatabase(
  target: { dataFolder: string } | { databaseUrl: string },
): Promise<void> {
  const apply = (database: Database): Promise<string[]> => bringUpToDate(database, warn);
  const applied =
    'dataFolder' in target
      ? await withDatabaseOf(await openDataFolder(target.dataFolder), 'migrate', apply)
      : await withPostgres(target.databaseUrl, apply);
  for (const name of applied) say(`applied ${name}`);
  say('The database is up to date.');
}
