import { hostname } from 'node:os';
import { pino, type Logger } from 'pino';
import { LineWriter, type LostLines } from './line-writer.ts';

export interface LoggerOptions {
  /** Of the service; left out where several share a process. */
  readonly name?: string;
  readonly level: string;
  /** Where lines go, the standard output unless said otherwise. */
  readonly fd?: number;
}

/**
 * A logger whose lines may be lost, but that never ends the process: pino's own destination does so
 * when the disk that its file lies on is full, or its reader is gone. When it can write again, a
 * warning says how many lines are missing since when.
 */
export function createLogger({ name, level, fd = 1 }: LoggerOptions): Logger {
  const base = { pid: process.pid, hostname: hostname(), ...(name !== undefined && { name }) };
  const describeLoss = ({ count, since, reason }: LostLines): string => {
    const msg = `${count} lines of this log are missing: it could not be written (${reason})`;
    const line = { level: pino.levels.values['warn'], time: Date.now(), ...base };
    return `${JSON.stringify({ ...line, lostLines: count, lostSince: since, msg })}\n`;
  };
  return pino({ base, level }, new LineWriter({ fd, describeLoss }));
}
