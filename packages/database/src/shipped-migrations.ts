import { readMigrations, type Migration } from './migrations.ts';

/**
 * The migrations of this version of Touchstone. Services of the stack read a copy that was made with
 * their program (cli/src/stack/service-homes.ts), so that it does not change while they run.
 */
export const readShippedMigrations = (): Promise<Migration[]> =>
  readMigrations(new URL('./migrations/', import.meta.url));
