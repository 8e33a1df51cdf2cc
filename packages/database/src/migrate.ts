import { sql } from 'kysely';
import type { Database } from './database.ts';
import { pendingMigrations, type Migration } from './migrations.ts';
import { applyPatiently, type Patience } from './patient-migration.ts';
import { readShippedMigrations } from './shipped-migrations.ts';
import type { Connection } from './tables.ts';

/** An arbitrary number of our own among PostgreSQL's advisory locks. */
const migrationLock = 7_226_001;

/**
 * Brings the database up to date and returns the names of the migrations applied, none when it
 * was. Several processes may call it at once: each migration is applied by one of them.
 *
 * Services may go on meanwhile. A migration that has to wait for a table gives way again and again,
 * since all who come after it for that table wait behind it: see patient-migration.ts.
 *
 * Rejects with MigrationError when the database and the files do not belong together, and when a
 * table stays locked.
 */
export async function migrate(
  database: Database,
  patience: Partial<Patience> = {},
): Promise<string[]> {
  return applyMigrations(database, await readShippedMigrations(), patience);
}

/** One transaction a migration, so a failing one leaves those before it in place. */
export async function applyMigrations(
  database: Database,
  migrations: readonly Migration[],
  patience: Partial<Patience> = {},
): Promise<string[]> {
  const names: string[] = [];
  for (;;) {
    const name =
      database.kind === 'postgres'
        ? await applyPatiently(database, patience, (transaction, setLimit) =>
            applyNext(transaction, { migrations, takeTurn, setLimit }),
          )
        : await database.kysely
            .transaction()
            .execute((transaction) => applyNext(transaction, { migrations }));
    if (name === null) return names;
    names.push(name);
  }
}

/** Waits as long as it takes until no other process migrates. */
async function takeTurn(transaction: Connection): Promise<void> {
  await sql`set local lock_timeout = 0`.execute(transaction);
  await sql`select pg_advisory_xact_lock(${migrationLock})`.execute(transaction);
}

async function applyNext(
  transaction: Connection,
  options: {
    migrations: readonly Migration[];
    takeTurn?: (transaction: Connection) => Promise<void>;
    /** From here on no lock is waited for longer than is good for others. */
    setLimit?: (migration: string) => Promise<void>;
  },
): Promise<string | null> {
  await options.takeTurn?.(transaction);
  const [next] = pendingMigrations(options.migrations, await readApplied(transaction));
  if (next === undefined) return null;
  await options.setLimit?.(next.name);
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
