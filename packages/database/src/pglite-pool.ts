import type { PGlite, Results } from '@electric-sql/pglite';
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { DatabaseAwayError } from './database.ts';
import type { RevivedPglite } from './revived-pglite.ts';

/** Waiting longer than this means that the connection was not released, or a deadlock with oneself. */
const acquireTimeoutMs = 30_000;

/**
 * PGlite as a pool of one connection, so that Kysely's PostgreSQL dialect runs on it. One caller at a
 * time has the connection, for a query or a whole transaction; the others wait in order.
 */
export function createPglitePool(
  source: RevivedPglite,
  options: { acquireTimeoutMs?: number } = {},
): PostgresPool {
  const mutex = new Mutex(options.acquireTimeoutMs ?? acquireTimeoutMs);
  /** For one use, since a transaction can't continue in a new instance. */
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
    return { query: query as PostgresPoolClient['query'], release: () => mutex.unlock() };
  };
  return {
    connect: async () => {
      await mutex.lock();
      try {
        return clientOf(await source.get());
      } catch (error) {
        mutex.unlock();
        throw error;
      }
    },
    end: async () => {
      await mutex.lock();
      try {
        await source.close();
      } finally {
        mutex.unlock();
      }
    },
  };
}

/**
 * As with pg, text without parameters may contain several statements. Only then `exec` runs it, in
 * which a panic would hang this process, such as a commit on a full disk.
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

/** First come, first served. */
class Mutex {
  readonly #timeoutMs: number;
  readonly #waiting = new Set<() => void>();
  #locked = false;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** Rejects when the lock is not free within the time-out. */
  async lock(): Promise<void> {
    if (!this.#locked) {
      this.#locked = true;
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
              'Does code inside a transaction query outside of it?',
          ),
        );
      }, this.#timeoutMs);
      this.#waiting.add(go);
    });
  }

  /** Passes the lock to the next waiting caller; it stays locked in between. */
  unlock(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#locked = false;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
