import { errorCode } from '@touchstone/runtime/errors';
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { DatabaseAwayError, type Database } from './database.ts';
import type { Tables } from './tables.ts';

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  url: string;
  /** Connections are opened as needed, up to this number; 10 by default. */
  maxConnections?: number;
  /** PostgreSQL cancels statements that take longer; 10 s by default. */
  statementTimeoutMs?: number;
  /** How long to wait for a connection, a free one or a new one; 5 s by default. */
  connectTimeoutMs?: number;
  /** Receives errors of idle connections; the pool replaces them automatically. */
  onError?: (error: Error) => void;
}

/** How much longer than the server's limit the client waits before it closes the connection. */
const silenceMarginMs = 2_000;

/**
 * A new connection costs tens of milliseconds of processor time, mostly to check the password and to plan its
 * first statements, and students hand in all at once after minutes of quiet.
 */
const idleTimeoutMs = 10 * 60_000;

/** Opens PostgreSQL through a pool, which connects at the first query. */
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
    idleTimeoutMillis: idleTimeoutMs,
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    types: numbersForInt8AndNumeric(),
    ...settings,
  });
  // Without a listener, an error of an idle connection would end the process.
  pool.on('error', (error) => onError?.(error));
  const kysely = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: guardClients(pool) }),
  });
  const close = async (): Promise<void> => {
    await kysely.destroy();
    // Kysely ends the pool only after a query.
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

/** A pool whose clients survive a connection that breaks or falls silent. */
function guardClients(pool: pg.Pool): PostgresPool {
  const guarded = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  const nameOf = createStatementNames();
  return {
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect().catch((error: unknown) => {
        throw isNoConnection(error) ? new DatabaseAwayError({ cause: error }) : error;
      });
      const known = guarded.get(client) ?? guard(client, nameOf);
      guarded.set(client, known);
      return known;
    },
  };
}

/** A service has dozens of statements; more means that texts are generated, not worth preparing. */
const maxPrepared = 300;

/** The name of a statement in each connection of a pool; undefined if it is not prepared. */
type NameStatement = (text: string) => string | undefined;

/**
 * PostgreSQL keeps a named statement parsed and planned, which takes most of the time of a short one.
 * Only the first `maxPrepared` get names.
 */
function createStatementNames(): NameStatement {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined || names.size >= maxPrepared) return known;
    const name = `touchstone-${names.size}`;
    names.set(text, name);
    return name;
  };
}

const isCachedPlanOfOldTable = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code === '0A000';

/** How pg reports that the server took too long to accept a connection, or dropped it. */
const isNoConnection = (error: unknown): boolean =>
  error instanceof Error && /^(?:timeout |Connection terminated)/.test(error.message);

/**
 * The pool listens to a client's errors only while it is idle; without a listener they would end the
 * process.
 *
 * A query that fails by query_timeout means that the server fell silent. pg only stops waiting, and the
 * connection's next query would wait behind the lost one. So the connection is closed.
 */
function guard(client: pg.PoolClient, nameOf: NameStatement): PostgresPoolClient {
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
      // A migration has changed a table of a prepared statement.
      lost ||= isCachedPlanOfOldTable(error);
      // Errors of PostgreSQL and of sockets have a code; pg's error for a connection that ended has none.
      throw lost && errorCode(error) === undefined
        ? new DatabaseAwayError({ cause: error })
        : error;
    }
  };
  return {
    query: query as PostgresPoolClient['query'],
    release: () => client.release(lost),
  };
}
