/** Sweeps read the database more often than this, unless this process was frozen or cut off. */
const silenceMs = 10_000;

/**
 * Detects that this process or its database was unavailable, so that no attempt counts as lost
 * because of it: graders that could not report meanwhile get `graceMs` to do so.
 */
export class Outage {
  readonly #graceMs: number;
  readonly #now: () => number;
  #answeredAtMs = -Infinity;
  #graceEndsAtMs = Infinity;

  constructor(graceMs: number, now: () => number = () => performance.now()) {
    this.#graceMs = graceMs;
    this.#now = now;
  }

  /** Whether graders have had this time. */
  get isOver(): boolean {
    return this.#now() >= this.#graceEndsAtMs;
  }

  /** The database has answered. A long silence before, such as of a frozen process, is an outage. */
  answered(): void {
    const nowMs = this.#now();
    if (nowMs - this.#answeredAtMs > silenceMs) this.#graceEndsAtMs = nowMs + this.#graceMs;
    this.#answeredAtMs = nowMs;
  }

  /** Call when the database has not answered. */
  failed(): void {
    this.#answeredAtMs = -Infinity;
    this.#graceEndsAtMs = Infinity;
  }
}
