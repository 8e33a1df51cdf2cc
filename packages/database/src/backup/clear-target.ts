import { sql } from 'kysely';
import { applyWithin, readApplied } from '../migrate.ts';
import { pendingMigrations, type Migration } from '../migrations.ts';
import type { Connection } from '../tables.ts';
import { inBackup } from './backed-up-tables.ts';
import { BackupError } from './backup-error.ts';

/** Tables that have rows in a database that nobody has used. */
const filledByProcesses = new Set(['instance', 'graders', 'lost_attempts']);

/**
 * Makes sure that a database has no data, locks its tables, and gives them the given version. Tables that
 * already have it stay, and with them their privileges.
 */
export async function clearTarget(
  transaction: Connection,
  { version, shipped }: { version: readonly Migration[]; shipped: readonly Migration[] },
): Promise<void> {
  const tables = await existingTables(transaction);
  if (tables.length > 0) {
    const locked = sql.join(tables.map((name) => sql.table(name)));
    await sql`lock table ${locked} in access exclusive mode`.execute(transaction);
    await requireEmpty(transaction, tables);
  }
  const applied = await readApplied(transaction);
  // Refuses a database of another version.
  pendingMigrations(shipped, applied);
  if (applied.length !== version.length) {
    const dropped = [...tables, 'schema_migrations'].map((name) => sql.table(name));
    await sql`drop table ${sql.join(dropped)}`.execute(transaction);
    await applyWithin(transaction, version);
  }
  for (const name of await existingTables(transaction)) {
    if (filledByProcesses.has(name)) {
      await sql`delete from ${sql.table(name)}`.execute(transaction);
    }
  }
}

async function existingTables(transaction: Connection): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from unnest(${sql.val(Object.keys(inBackup))}::text[]) as known (name)
    where to_regclass(name) is not null`.execute(transaction);
  return rows.map(({ name }) => name);
}

async function requireEmpty(transaction: Connection, tables: readonly string[]): Promise<void> {
  for (const name of tables) {
    if (filledByProcesses.has(name)) continue;
    const { rows } = await sql<{ filled: boolean }>`
      select exists (select from ${sql.table(name)}) as filled`.execute(transaction);
    if (rows[0]?.filled === true) {
      throw new BackupError(
        `The database is not empty: it has ${name.replaceAll('_', ' ')}. ` +
          'A backup is only restored into an empty one, so that nothing is lost or mixed.',
      );
    }
  }
}
