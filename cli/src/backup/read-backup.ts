import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { backupHeaderSchema, backupTrailerSchema, type BackupHeader } from '@touchstone/contracts';
import { errorCode, messageOf } from '@touchstone/runtime/errors';
import { z } from 'zod';
import { CommandError } from '../command-error.ts';
import { readLines } from './read-lines.ts';

/** A row of a table as a JSON object. */
interface BackupRow {
  readonly table: string;
  readonly json: string;
}

/**
 * Reads a backup file. The rows are checked against the end of the file after the last one: iterating them
 * rejects with a CommandError if the file is not as it was written.
 */
export async function readBackup<T>(
  path: string,
  use: (header: BackupHeader, rows: AsyncIterable<BackupRow>) => Promise<T>,
): Promise<T> {
  const file = createReadStream(path);
  const unpacked = createGunzip();
  file.on('error', (error) => unpacked.destroy(error));
  const lines = readLines(file.pipe(unpacked));
  try {
    const hash = createHash('sha256');
    const first = await lines.next();
    const header = readHeader(path, first.done === true ? null : first.value);
    if (first.done !== true) hash.update(first.value);
    return await use(header, readRows(path, lines, hash));
  } catch (error) {
    throw explainedReading(path, error);
  } finally {
    file.destroy();
    unpacked.destroy();
  }
}

/** Reads a whole backup; resolves to its header and number of rows if it is as it was written. */
export async function checkBackup(
  path: string,
  onRows: (rows: number) => void,
): Promise<{ header: BackupHeader; rows: number }> {
  return readBackup(path, async (header, rows) => {
    const reading = rows[Symbol.asyncIterator]();
    let count = 0;
    while ((await reading.next()).done !== true) {
      count += 1;
      if (count % 1_000 === 0) onRows(count);
    }
    return { header, rows: count };
  });
}

function readHeader(path: string, line: Buffer | null): BackupHeader {
  const kind = z.object({ touchstone: z.literal('backup'), format: z.int() });
  const text = parseJson(line);
  const known = kind.safeParse(text);
  if (!known.success) throw noBackup(path);
  if (known.data.format > 1) {
    throw new CommandError(`${path} is of a newer version of Touchstone.`, {
      next: 'Restore it with that version.',
    });
  }
  const header = backupHeaderSchema.safeParse(text);
  if (!header.success) throw damaged(path, 'its first line is not as it was written');
  return header.data;
}

const rowStart = /^\["([a-z][a-z0-9_]*)",/;

async function* readRows(
  path: string,
  lines: AsyncGenerator<Buffer>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<BackupRow> {
  const counts = new Map<string, number>();
  for await (const line of lines) {
    const text = line.toString('utf8');
    const [start, table] = rowStart.exec(text) ?? [];
    if (start === undefined || table === undefined || !text.endsWith(']\n')) {
      requireEnd(path, line, { counts, sha256: hash.digest('hex') });
      if ((await lines.next()).done !== true) throw damaged(path, 'something follows its end');
      return;
    }
    hash.update(line);
    counts.set(table, (counts.get(table) ?? 0) + 1);
    yield { table, json: text.slice(start.length, -2) };
  }
  throw damaged(path, 'its end is missing');
}

function requireEnd(
  path: string,
  line: Buffer,
  read: { counts: ReadonlyMap<string, number>; sha256: string },
): void {
  const trailer = backupTrailerSchema.safeParse(parseJson(line));
  if (!trailer.success) throw damaged(path, 'a line is not as it was written');
  const { rows, sha256 } = trailer.data.end;
  const isSame = Object.entries(rows).every(
    ([table, count]) => count === (read.counts.get(table) ?? 0),
  );
  if (sha256 !== read.sha256 || !isSame) throw damaged(path, 'its checksum differs');
}

function parseJson(line: Buffer | null): unknown {
  try {
    return JSON.parse(line?.toString('utf8') ?? '');
  } catch {
    return null;
  }
}

function explainedReading(path: string, error: unknown): unknown {
  const code = errorCode(error) ?? '';
  if (code === 'Z_DATA_ERROR' && messageOf(error).includes('header')) return noBackup(path, error);
  if (code.startsWith('Z_')) return damaged(path, messageOf(error), error);
  if (!['ENOENT', 'EACCES', 'EPERM', 'EISDIR', 'EIO'].includes(code)) return error;
  return new CommandError(`The backup cannot be read: ${messageOf(error)}`, {
    cause: error,
    next: 'Name a file that `touchstone backup` has written.',
  });
}

const noBackup = (path: string, cause?: unknown): CommandError =>
  new CommandError(`${path} is not a backup of Touchstone.`, {
    cause,
    next: 'Name a file that `touchstone backup` has written.',
  });

const damaged = (path: string, why: string, cause?: unknown): CommandError =>
  new CommandError(`${path} is damaged or incomplete: ${why}.`, {
    cause,
    next: 'Copy it again from where it was made, or use another backup.',
  });
