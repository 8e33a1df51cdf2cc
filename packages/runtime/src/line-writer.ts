import { writeSync } from 'node:fs';
import { errorCode } from './errors.ts';

/** Consecutive lines that could not be written. */
export interface LostLines {
  readonly count: number;
  readonly since: Date;
  /** Why the last one could not be written, such as `ENOSPC`. */
  readonly reason: string;
}

export interface LineWriterOptions {
  readonly fd: number;
  /** Returns the line, with its line end, that reports a loss. */
  readonly describeLoss: (lost: LostLines) => string;
  /** How often the writer retries after a loss when no new lines come. */
  readonly retryMs?: number;
  /** Writes some of the bytes and returns how many; throws as `fs.writeSync` does. */
  readonly write?: (fd: number, bytes: Uint8Array) => number;
}

const nothing = new Uint8Array();

/**
 * Writes lines to a file descriptor, each before the call returns, and never throws:
 *
 *   writing -> losing    a line can't be written (full or broken disk, reader gone or slow)
 *   losing  -> losing    the next one can't be written either; it is counted and dropped
 *   losing  -> writing   writing works again: first a line that reports what was lost
 *
 * The only text ever kept is the rest of one line that was written in part.
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
    if (!this.#catchUp() || !this.#writeOut(Buffer.from(line))) this.#lose();
    this.#scheduleRetry();
  }

  /** Writes what is pending; false if some of it is still pending. */
  #catchUp(): boolean {
    const rest = this.#rest;
    if (rest.length > 0 && !this.#writeOut(rest)) return false;
    if (this.#rest.length > 0) return false;
    if (this.#lost === null) return true;
    if (!this.#writeOut(Buffer.from(this.#options.describeLoss(this.#lost)))) return false;
    this.#lost = null;
    return this.#rest.length === 0;
  }

  /** False if nothing could be written; after a partial write the remainder becomes the rest. */
  #writeOut(bytes: Uint8Array): boolean {
    const { fd, write } = this.#options;
    let written = 0;
    try {
      while (written < bytes.length) written += write(fd, bytes.subarray(written));
    } catch (error) {
      this.#reason = errorCode(error) ?? String(error);
    }
    if (written === 0) return false;
    this.#rest = bytes.slice(written);
    return true;
  }

  #lose(): void {
    const { count, since } = this.#lost ?? { count: 0, since: new Date() };
    this.#lost = { count: count + 1, since, reason: this.#reason };
  }

  /** Retries as long as something is pending. */
  #scheduleRetry(): void {
    const isPending = this.#lost !== null || this.#rest.length > 0;
    if (isPending === (this.#retry !== undefined)) return;
    if (isPending) {
      this.#retry = setInterval(() => {
        this.#catchUp();
        this.#scheduleRetry();
      }, this.#options.retryMs).unref();
    } else {
      clearInterval(this.#retry);
      this.#retry = undefined;
    }
  }
}
