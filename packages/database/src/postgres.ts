import { Kysely, PostgresDialect, sql, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { DatabaseAwayError, type Database } from './database.ts';
import type { Tables } from './tables.ts';

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  url: string;
  /** Connections are opened when needed, up to this number; 10 by default. */
  maxConnections?: number;
  /** PostgreSQL cancels what takes longer; 10 s by default. */
  statementTimeoutMs?: number;
  /** How long to wait for a connection, a free one or a new one; 5 s by default. */
  connectTimeoutMs?: number;
  /** Told of idle connections that broke; the pool replaces them by itself. */
  onError?: (error: Error) => void;
}

/** How much longer than the server's own limit the client waits before it gives a connection up. */
const silenceMarginMs = 2_000;

/** Opens PostgreSQL through a pool; connects at the first query, not yet here. */
export function openPostgres(options: PostgresOptions): Database {
  const { statementTimeoutMs = 10_000 } = options;
  const pool = openPool(options, {
    max: options.maxConnections ?? 10,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + silenceMarginMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
  });
  return {
    kind: 'postgres',
    kysely: pool.kysely,
    ping: async () => {
      await sql`select 1`.execute(pool.kysely);
    },
    withoutTimeLimit: async (work) => {
      const patient = openPool(options, { max: 1 });
      try {
        return await work(patient.kysely);
      } finally {
        await patient.close();
      }
    },
    close: pool.close,
  };
}

function openPool(options: PostgresOptions, settings: pg.PoolConfig) {
  const { url, onError, connectTimeoutMs = 5_000 } = options;
  const pool = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    types: numbersForInt8AndNumeric(),
    ...settings,
  });
  // Without a listener, an idle connection that breaks would end the process.
  pool.on('error', (error) => onError?.(error));
  const kysely = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: guardClients(pool) }),
  });
  const close = async (): Promise<void> => {
    await kysely.destroy();
    // Kysely ends the pool only when it has run a query.
    if (!pool.ending) await pool.end();
  };
  return { kysely, close };
}

function numbersForInt8AndNumeric(): pg.TypeOverrides {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  types.setTypeParser(pg.types.builtins.NUMERIC, Number);
  return types;
}

/** Hands out clients whose connection may break, or fall silent, at any time. */
function guardClients(pool: pg.Pool): PostgresPool {
  const guarded = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect().catch((error: unknown) => {
        throw isNoConnection(error) ? new DatabaseAwayError({ cause: error }) : error;
      });
      const known = guarded.get(client) ?? guard(client);
      guarded.set(client, known);
      return known;
    },
  };
}

/** A service has some dozens of statements; what is made up anew each time is not worth preparing. */
const preparedMax = 300;
const names = new Map<string, string>();

/**
 * What PostgreSQL keeps a statement by, parsed and planned, in each connection: it takes most of the
 * time of a short one. Undefined for those that come after the first few hundred.
 */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= preparedMax) return known;
  const name = `touchstone-${names.size}`;
  names.set(text, name);
  return name;
}

const isCachedPlanOfOldTable = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code === '0A000';

/** How pg says that the server took too long to take a connection, or dropped it at once. */
const isNoConnection = (error: unknown): boolean =>
  error instanceof Error && /^(?:timeout |Connection terminated)/.test(error.message);

/** PostgreSQL and sockets say by a code what is wrong; pg does not when a connection just ends. */
const hasCode = (error: unknown): boolean => error instanceof Error && 'code' in error;

/**
 * The pool listens to a client's errors only while it is idle, and one without a listener would
 * end the process.
 *
 * A query that ends by query_timeout means a server that fell silent: pg only stops waiting, and
 * the connection would keep the next query waiting behind the lost one. It is closed instead.
 */
function guard(client: pg.PoolClient): PostgresPoolClient {
  let lost = false;
  client.on('error', () => {
    lost = true;
  });
  const query = async (text: string, parameters: readonly unknown[]): Promise<unknown> => {
    try {
      const values = [...parameters];
      return await client.query({ text, values, ...(values.length > 0 && { name: nameOf(text) }) });
    } catch (error) {
      lost ||= error instanceof Error && error.message === 'Query read timeout';
      // A migration has changed what a prepared statement stands for.
      lost ||= isCachedPlanOfOldTable(error);
      throw lost && !hasCode(error) ? new DatabaseAwayError({ cause: error }) : error;
    }
  };
  return {
    query: query as PostgresPoolClient['query'],
    release: () => client.release(lost),
  };
}
