import { join } from 'node:path';
import { migrate, openPglite, type Database } from '@touchstone/database';
import { copyEmptyPglite, temporaryFolder } from '@touchstone/test-kit';

/** A migrated PGlite; it is removed when it is closed. */
export async function openTestDatabase(): Promise<Database> {
  const temporary = await temporaryFolder();
  const folder = join(temporary.path, 'database');
  await copyEmptyPglite(folder);
  const database = await openPglite({ folder });
  await migrate(database);
  return {
    ...database,
    async close() {
      await database.close();
      await temporary.remove();
    },
  };
}
