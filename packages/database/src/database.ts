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

/** The connection was lost, fell silent or could not be had; whether a query took effect is not known. */
export class DatabaseAwayError extends Error {
  constructor(options?: ErrorOptions) {
    super('The database does not answer', options);
    this.name = 'DatabaseAwayError';
  }
}
