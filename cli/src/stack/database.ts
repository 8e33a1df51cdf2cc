import { randomBytes } from 'node:crypto';
import { grantGraderRole, openPostgres, type Database } from '@touchstone/database';
import { addressOfRole, defaultGraderRole } from '../database-role/address-of-role.ts';
import { bringUpToDate } from '../ground/open-database.ts';

/**
 * Brings the stack's database up to date and gives the graders' role a fresh password. Resolves to the open database and to the address with that role.
 */
export async function prepareDatabase(
  url: string,
  onNotice: (message: string) => void,
): Promise<{ database: Database; graderUrl: string }> {
  const database = openPostgres({ url, maxConnections: 2 });
  try {
    await bringUpToDate(database, onNotice);
    const password = randomBytes(24).toString('base64url');
    await grantGraderRole(database, { role: defaultGraderRole, password });
    return { database, graderUrl: addressOfRole(url, defaultGraderRole, password) };
  } catch (error) {
    await database.close();
    throw error;
  }
}
