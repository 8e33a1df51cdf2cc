import { sql } from 'kysely';
import type { Database } from '../database.ts';
import type { Connection } from '../tables.ts';

/** A transaction that sees the database as it was when it began. */
interface Snapshot {
  readonly db: Connection;
  close(): Promise<void>;
}

/**
 * Opens one in PostgreSQL, on a separate connection without a time limit. Its tables are locked first
 * against migrations, which would not be seen consistently; reading and writing go on.
 */
export async function openSnapshot(
  database: Database,
  tables: readonly string[],
): Promise<Snapshot> {
  let close = (): void => undefined;
  const closed = new Promise<void>((resolve) => (close = resolve));
  let running: Promise<void> | undefined;
  const db = await new Promise<Connection>((resolve, reject) => {
    running = database.withoutTimeLimit((patient) =>
      patient
        .transaction()
        .setIsolationLevel('repeatable read')
        .setAccessMode('read only')
        .execute(async (transaction) => {
          if (tables.length > 0) {
            await sql`lock table ${sql.join(tables.map((name) => sql.table(name)))}
              in access share mode`.execute(transaction);
          }
          // So that times and bytes have one form in all backups.
          await sql`set local time zone 'UTC'`.execute(transaction);
          await sql`set local bytea_output = 'hex'`.execute(transaction);
          resolve(transaction);
          await closed;
        }),
    );
    running.catch(reject);
  });
  return {
    db,
    close: async () => {
      close();
      await running;
    },
  };
}
