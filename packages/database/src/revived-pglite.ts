import type { PGlite } from '@electric-sql/pglite';
import { DatabaseAwayError } from './database.ts';

/** After a try to open that failed the next one waits so long: each costs some processor time. */
const restMs = 1_000;

/**
 * PGlite that comes back. As PostgreSQL does, it panics when it can't write its write-ahead log, on a
 * full disk say. PostgreSQL's own process would start again; this instance can't, and answers nothing
 * any more. So it is left behind, and a new one opens the folder as after a crash:
 *
 *   open -> gone   a query ended in a panic
 *   gone -> open   the folder can be opened again; tried with the next use, once a second at most
 */
export class RevivedPglite {
  readonly #open: () => Promise<PGlite>;
  #pglite: PGlite | null;
  #restsUntilMs = 0;

  constructor(first: PGlite, open: () => Promise<PGlite>) {
    this.#pglite = first;
    this.#open = open;
  }

  /** Called by one at a time. Rejects with DatabaseAwayError while it is gone. */
  async get(): Promise<PGlite> {
    if (this.#pglite !== null) return this.#pglite;
    if (performance.now() < this.#restsUntilMs) throw new DatabaseAwayError();
    try {
      this.#pglite = await this.#open();
      return this.#pglite;
    } catch (cause) {
      this.#restsUntilMs = performance.now() + restMs;
      throw new DatabaseAwayError({ cause });
    }
  }

  /** Whether the error was a panic; then the instance is gone. */
  giveUpAfter(error: unknown): boolean {
    const isPanic = error instanceof Error && 'severity' in error && error.severity === 'PANIC';
    if (isPanic) this.#pglite = null;
    return isPanic;
  }

  async close(): Promise<void> {
    if (this.#pglite !== null && !this.#pglite.closed) await this.#pglite.close();
  }
}
