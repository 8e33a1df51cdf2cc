import { sql } from 'kysely';
import type { Database } from './database.ts';
import { pendingMigrations, type Migration } from './migrations.ts';
import { applyPatiently, type Patience } from './patient-migration.ts';
import { readShippedMigrations } from './shipped-migrations.ts';
import type { Connection } from './tables.ts';

/** An arbitrary number for our advisory lock. */
const migrationLock = 7_226_001;

/**
 * Applies all pending migrations and returns their names. Several processes may call it at once: one of
 * them applies each migration.
 *
 * Services may go on running. A migration that has to wait for a table gives up its place in the queue
 * from time to time, since all later queries on that table wait behind it: see patient-migration.ts.
 *
 * Rejects with MigrationError when the migrations of the database are not those of this version, and
 * when a table stays locked.
 */
export async function migrate(
  database: Database,
  patience: Partial<Patience> = {},
): Promise<string[]> {
  return applyMigrations(database, await readShippedMigrations(), patience);
}

/** One transaction per migration, so that those before a failing one stay applied. */
export async function applyMigrations(
  database: Database,
  migrations: readonly Migration[],
  patience: Partial<Patience> = {},
): Promise<string[]> {
  const names: string[] = [];
  for (;;) {
    const name =
      database.kind === 'postgres'
        ? await applyPatiently(database, patience, async (transaction, setLimit) => {
            await lockMigrations(transaction);
            return applyNext(transaction, migrations, setLimit);
          })
        : await database.kysely
            .transaction()
            .execute((transaction) => applyNext(transaction, migrations));
    if (name === null) return names;
    names.push(name);
  }
}

/** Applies the pending migrations in the caller's transaction, without a time limit; returns their names. */
export async function applyWithin(
  transaction: Connection,
  migrations: readonly Migration[],
): Promise<string[]> {
  await lockMigrations(transaction);
  const names: string[] = [];
  for (;;) {
    const name = await applyNext(transaction, migrations);
    if (name === null) return names;
    names.push(name);
  }
}

/** Waits, without a time limit, until no other process migrates. */
async function lockMigrations(transaction: Connection): Promise<void> {
  await sql`set local lock_timeout = 0`.execute(transaction);
  await sql`select pg_advisory_xact_lock(${migrationLock})`.execute(transaction);
}

async function applyNext(
  transaction: Connection,
  migrations: readonly Migration[],
  /** Called before the first statement that may wait for a lock others need. */
  setLimit?: (migration: string) => Promise<void>,
): Promise<string | null> {
  const [next] = pendingMigrations(migrations, await readApplied(transaction));
  if (next === undefined) return null;
  await setLimit?.(next.name);
  await sql.raw(next.sql).execute(transaction);
  await sql`insert into schema_migrations (name, checksum) values (${next.name}, ${next.checksum})`.execute(
    transaction,
  );
  return next.name;
}

/** The applied migrations in order; creates their table if there is none. */
export async function readApplied(
  transaction: Connection,
): Promise<readonly { name: string; checksum: string }[]> {
  await sql`
    create table if not exists schema_migrations (
      name text primary key,
      checksum text not null,
      applied_at timestamptz not null default now()
    )`.execute(transaction);
  const { rows } = await sql<{ name: string; checksum: string }>`
    select name, checksum from schema_migrations order by name`.execute(transaction);
  return rows;
}
