import type { PGlite, Results } from '@electric-sql/pglite';
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { DatabaseAwayError } from './database.ts';
import type { RevivedPglite } from './revived-pglite.ts';

/** Waiting longer than this for the connection means that somebody keeps it, or waits for himself. */
const acquireTimeoutMs = 30_000;

/**
 * PGlite as a pool of one connection, so that Kysely's own PostgreSQL dialect runs on it. Whoever
 * takes the connection has it alone until release, for a query or a whole transaction; the others
 * wait in the order they came.
 */
export function createPglitePool(
  source: RevivedPglite,
  options: { acquireTimeoutMs?: number } = {},
): PostgresPool {
  const turn = new Turn(options.acquireTimeoutMs ?? acquireTimeoutMs);
  /** For one use, since a transaction does not go on in an instance that came after its own. */
  const clientOf = (pglite: PGlite): PostgresPoolClient => {
    let away: DatabaseAwayError | null = null;
    const query = async (text: string, parameters: readonly unknown[]): Promise<unknown> => {
      if (away !== null) throw away;
      try {
        return await runQuery(pglite, text, parameters);
      } catch (error) {
        if (!source.giveUpAfter(error)) throw error;
        away = new DatabaseAwayError({ cause: error });
        throw away;
      }
    };
    return { query: query as PostgresPoolClient['query'], release: () => turn.pass() };
  };
  return {
    connect: async () => {
      await turn.take();
      try {
        return clientOf(await source.get());
      } catch (error) {
        turn.pass();
        throw error;
      }
    },
    end: async () => {
      await turn.take();
      try {
        await source.close();
      } finally {
        turn.pass();
      }
    },
  };
}

/**
 * Like pg: text without parameters may hold several statements. Only then it is run by `exec`, in
 * which a panic would hang this process: a commit, say, that finds the disk full.
 */
async function runQuery(
  pglite: PGlite,
  text: string,
  parameters: readonly unknown[],
): Promise<PostgresQueryResult<unknown>> {
  const result: Results | undefined =
    parameters.length === 0 && /;\s*\S/.test(text)
      ? (await pglite.exec(text)).at(-1)
      : await pglite.query(text, [...parameters]);
  return {
    command: (result?.command ?? 'SELECT') as PostgresQueryResult<unknown>['command'],
    rowCount: result?.rowCount ?? 0,
    rows: result?.rows ?? [],
  };
}

/** First come, first served; one at a time. */
class Turn {
  readonly #timeoutMs: number;
  readonly #waiting = new Set<() => void>();
  #taken = false;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** Rejects when the turn does not come within the time-out. */
  async take(): Promise<void> {
    if (!this.#taken) {
      this.#taken = true;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const go = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(go);
        reject(
          new Error(
            `The database connection was not free within ${this.#timeoutMs} ms. ` +
              'Is a query made beside the transaction that it belongs to?',
          ),
        );
      }, this.#timeoutMs);
      this.#waiting.add(go);
    });
  }

  /** Hands the turn to the next who waits; it stays taken in between. */
  pass(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#taken = false;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
