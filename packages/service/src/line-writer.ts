import { writeSync } from 'node:fs';

/** Lines that could not be written, one after the other. */
export interface LostLines {
  readonly count: number;
  readonly since: Date;
  /** Why the last one could not be written, such as `ENOSPC`. */
  readonly reason: string;
}

export interface LineWriterOptions {
  readonly fd: number;
  /** The line, with its line end, that tells of a loss. */
  readonly describeLoss: (lost: LostLines) => string;
  /** How long after a loss the writer looks by itself whether it can write again. */
  readonly retryMs?: number;
  /** Writes some of the bytes and returns how many; throws as `fs.writeSync` does. */
  readonly write?: (fd: number, bytes: Uint8Array) => number;
}

const nothing = new Uint8Array();

/**
 * Writes lines to a file descriptor, each before the call returns, and never throws:
 *
 *   writing -> losing    a line can't be written (full or broken disk, reader gone or slow)
 *   losing  -> losing    nor can the next; it is counted and forgotten
 *   losing  -> writing   the disk takes bytes again: first a line that says what was lost
 *
 * All that is ever kept is the rest of one line, of which the disk took only the beginning.
 */
export class LineWriter {
  readonly #options: Required<LineWriterOptions>;
  #lost: LostLines | null = null;
  #rest: Uint8Array = nothing;
  #reason = '';
  #retry: NodeJS.Timeout | undefined;

  constructor(options: LineWriterOptions) {
    this.#options = { retryMs: 1_000, write: writeSync, ...options };
  }

  /** `line` ends with its line end. */
  write(line: string): void {
    if (!this.#catchUp() || !this.#accept(Buffer.from(line))) this.#lose();
    this.#watch();
  }

  /** Writes what was left behind; false when that is not all written yet. */
  #catchUp(): boolean {
    const rest = this.#rest;
    if (rest.length > 0 && !this.#accept(rest)) return false;
    if (this.#rest.length > 0) return false;
    if (this.#lost === null) return true;
    if (!this.#accept(Buffer.from(this.#options.describeLoss(this.#lost)))) return false;
    this.#lost = null;
    return this.#rest.length === 0;
  }

  /** False when nothing of it could be written; what is missing of it otherwise becomes the rest. */
  #accept(bytes: Uint8Array): boolean {
    const { fd, write } = this.#options;
    let written = 0;
    try {
      while (written < bytes.length) written += write(fd, bytes.subarray(written));
    } catch (error) {
      this.#reason = codeOf(error);
    }
    if (written === 0) return false;
    this.#rest = bytes.slice(written);
    return true;
  }

  #lose(): void {
    const { count, since } = this.#lost ?? { count: 0, since: new Date() };
    this.#lost = { count: count + 1, since, reason: this.#reason };
  }

  /** Looks after what was left behind for as long as there is something. */
  #watch(): void {
    const isBehind = this.#lost !== null || this.#rest.length > 0;
    if (isBehind === (this.#retry !== undefined)) return;
    if (isBehind) {
      this.#retry = setInterval(() => {
        this.#catchUp();
        this.#watch();
      }, this.#options.retryMs).unref();
    } else {
      clearInterval(this.#retry);
      this.#retry = undefined;
    }
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);
