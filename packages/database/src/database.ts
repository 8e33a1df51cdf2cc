import type { Connection } from './tables.ts';

/** An open database; whoever opened it closes it. */
export interface Database {
  readonly kind: 'postgres' | 'pglite';
  readonly kysely: Connection;
  /** Resolves when the database answers a query. */
  ping(): Promise<void>;
  /** Runs work, such as a migration, that may take longer than a query should. */
  withoutTimeLimit<T>(work: (db: Connection) => Promise<T>): Promise<T>;
  /** Waits for queries that run, then gives all connections back. */
  close(): Promise<void>;
}
