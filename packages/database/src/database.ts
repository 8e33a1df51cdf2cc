import { sql } from 'kysely';
import type { Connection } from './tables.ts';

/** An open database; the caller that opened it closes it. */
export interface Database {
  readonly kind: 'postgres' | 'pglite';
  readonly kysely: Connection;
  /** Runs work that may take longer than the time limit of queries, such as a migration. */
  withoutTimeLimit<T>(work: (db: Connection) => Promise<T>): Promise<T>;
  /** Waits for running queries, then closes all connections. */
  close(): Promise<void>;
}

/** Resolves when the database answers a query. */
export async function ping({ kysely }: Pick<Database, 'kysely'>): Promise<void> {
  await sql`select 1`.execute(kysely);
}

/** No connection, a lost one, or one that fell silent; it is not known whether a query took effect. */
export class DatabaseAwayError extends Error {
  constructor(options?: ErrorOptions) {
    super('The database does not answer', options);
    this.name = 'DatabaseAwayError';
  }
}
