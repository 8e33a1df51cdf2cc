import { readMigrations, type Migration } from './migrations.ts';

/**
 * The migrations that this version of Touchstone has. cli/src/stack/bundle.mjs puts their texts in
 * place of this module: a process that runs goes on expecting those that it was built with, whatever
 * becomes of the files.
 */
export const readShippedMigrations = (): Promise<Migration[]> =>
  readMigrations(new URL('./migrations/', import.meta.url));
