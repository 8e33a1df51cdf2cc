import type { PGlite } from '@electric-sql/pglite';
import { DatabaseAwayError } from './database.ts';

/** Pause after a failed try to open, which costs processor time. */
const pauseMs = 1_000;

/**
 * PGlite that recovers from a panic. Like PostgreSQL, it panics when it can't write its write-ahead log,
 * as on a full disk. PostgreSQL's process would restart; this instance can't, and answers no more
 * queries. So it is dropped, and a new one opens the folder as after a crash:
 *
 *   open -> gone   a query ended in a panic
 *   gone -> open   the folder could be opened again; tried on use, at most once in `pauseMs`
 */
export class RevivedPglite {
  readonly #open: () => Promise<PGlite>;
  #pglite: PGlite | null;
  #pausedUntilMs = 0;

  constructor(first: PGlite, open: () => Promise<PGlite>) {
    this.#pglite = first;
    this.#open = open;
  }

  /** Calls must not overlap. Rejects with DatabaseAwayError while it is gone. */
  async get(): Promise<PGlite> {
    if (this.#pglite !== null) return this.#pglite;
    if (performance.now() < this.#pausedUntilMs) throw new DatabaseAwayError();
    try {
      this.#pglite = await this.#open();
      return this.#pglite;
    } catch (cause) {
      this.#pausedUntilMs = performance.now() + pauseMs;
      throw new DatabaseAwayError({ cause });
    }
  }

  /** Returns whether the error was a panic, and drops the instance if so. */
  giveUpAfter(error: unknown): boolean {
    const isPanic = error instanceof Error && 'severity' in error && error.severity === 'PANIC';
    if (isPanic) this.#pglite = null;
    return isPanic;
  }

  async close(): Promise<void> {
    if (this.#pglite !== null && !this.#pglite.closed) await this.#pglite.close();
  }
}
