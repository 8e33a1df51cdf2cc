import { sql } from 'kysely';
import type { Database } from './database.ts';
import { pendingMigrations, readMigrations, type Migration } from './migrations.ts';
import type { Connection } from './tables.ts';

const shippedMigrations = new URL('./migrations/', import.meta.url);

/** An arbitrary number of our own among PostgreSQL's advisory locks. */
const migrationLock = 7_226_001;

/**
 * Brings the database up to date and returns the names of the migrations applied, none when it
 * was. Several processes may call it at once: each migration is applied by one of them.
 * Rejects with MigrationError when the database and the files do not belong together.
 */
export async function migrate(database: Database): Promise<string[]> {
  return applyMigrations(database, await readMigrations(shippedMigrations));
}

/** One transaction a migration, so a failing one leaves those before it in place. */
export async function applyMigrations(
  database: Database,
  migrations: readonly Migration[],
): Promise<string[]> {
  const names: string[] = [];
  for (;;) {
    const name = await database.withoutTimeLimit((db) =>
      db.transaction().execute((transaction) => applyNext(transaction, database.kind, migrations)),
    );
    if (name === null) return names;
    names.push(name);
  }
}

async function applyNext(
  transaction: Connection,
  kind: Database['kind'],
  migrations: readonly Migration[],
): Promise<string | null> {
  if (kind === 'postgres') {
    await sql`select pg_advisory_xact_lock(${migrationLock})`.execute(transaction);
  }
  const [next] = pendingMigrations(migrations, await readApplied(transaction));
  if (next === undefined) return null;
  await sql.raw(next.sql).execute(transaction);
  await sql`insert into schema_migrations (name, checksum) values (${next.name}, ${next.checksum})`.execute(
    transaction,
  );
  return next.name;
}

async function readApplied(
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
