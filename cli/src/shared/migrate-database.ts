import type { Database } from '@touchstone/database';
import { openDataFolder } from './data-folder.ts';
import { migrateToLatest, withDatabaseOf, withPostgres } from './open-database.ts';
import { say, warn } from './terminal.ts';

/** Migrates the database of a data folder, or a PostgreSQL, and reports the applied migrations. */
export async function migrateDatabase(
  target: { dataFolder: string } | { databaseUrl: string },
): Promise<void> {
  const apply = (database: Database): Promise<string[]> => migrateToLatest(database, warn);
  const applied =
    'dataFolder' in target
      ? await withDatabaseOf(await openDataFolder(target.dataFolder), 'migrate', apply)
      : await withPostgres(target.databaseUrl, apply);
  for (const name of applied) say(`applied ${name}`);
  say('The database is up to date.');
}
