import { readMigrations, type Migration } from './migrations.ts';

/**
 * The migrations that this version of Touchstone has. Services of the stack read a copy, made with
 * their program (cli/src/stack/service-homes.ts): a process that runs goes on expecting those.
 */
export const readShippedMigrations = (): Promise<Migration[]> =>
  readMigrations(new URL('./migrations/', import.meta.url));
