/** No sweep looks at the database more rarely, unless this process was kept from it. */
const silenceMs = 10_000;

/**
 * Notices that this process or its database was away, so that nobody's attempt counts as lost
 * because of it: graders that could not report meanwhile first get `graceMs` to do so.
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

  /** Whether graders have had their time. */
  get isOver(): boolean {
    return this.#now() >= this.#graceEndsAtMs;
  }

  /** The database has answered. A silence before it, as of a process that was frozen, is an outage. */
  answered(): void {
    const nowMs = this.#now();
    if (nowMs - this.#answeredAtMs > silenceMs) this.#graceEndsAtMs = nowMs + this.#graceMs;
    this.#answeredAtMs = nowMs;
  }

  /** The database has not answered. */
  failed(): void {
    this.#answeredAtMs = -Infinity;
    this.#graceEndsAtMs = Infinity;
  }
}
