import { hostname } from 'node:os';
import { pino, type Logger } from 'pino';
import { LineWriter, type LostLines } from './line-writer.ts';

export interface LoggerOptions {
  /** The service; omitted where several services share a process. */
  readonly name?: string;
  readonly level: string;
  /** The file descriptor for lines; the standard output by default. */
  readonly fd?: number;
}

/**
 * A logger that may lose lines but never ends the process. (Pino's own destination does, when the disk
 * of its file is full or its reader is gone.) When writing works again, a warning reports how many
 * lines are missing and since when.
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
