import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { messageOf } from '@touchstone/runtime/errors';
import { z } from 'zod';
import { CommandError } from '../command-error.ts';
import { readBackup } from './read-backup.ts';
import { readLines } from './read-lines.ts';

/** Of every gzip file. */
const gzipMagic = Buffer.from([0x1f, 0x8b]);

/**
 * The users whose deletion is to be repeated: from what `touchstone user deleted` printed, a line each that
 * starts with a uuid, or from a later backup.
 */
export async function readDeletions(paths: readonly string[]): Promise<string[]> {
  const users = new Set<string>();
  for (const path of paths) {
    const read = (await isGzip(path)) ? readFromBackup(path) : readFromList(path);
    for (const user of await read) users.add(user);
  }
  return [...users];
}

async function isGzip(path: string): Promise<boolean> {
  try {
    const file = await open(path);
    try {
      const { buffer } = await file.read({ buffer: Buffer.alloc(2) });
      return buffer.equals(gzipMagic);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new CommandError(`The list of deleted users cannot be read: ${messageOf(error)}`, {
      cause: error,
      next: 'Name with --deletions what `touchstone user deleted` printed, or a later backup.',
    });
  }
}

const deletedRow = z.object({ id: z.uuid() });

const readFromBackup = (path: string): Promise<string[]> =>
  readBackup(path, async (_header, rows) => {
    const users: string[] = [];
    for await (const { table, json } of rows) {
      if (table === 'deleted_users') users.push(deletedRow.parse(JSON.parse(json)).id);
    }
    return users;
  });

async function readFromList(path: string): Promise<string[]> {
  const users: string[] = [];
  let number = 0;
  for await (const line of readLines(createReadStream(path))) {
    number += 1;
    const [word = ''] = line.toString('utf8').trim().split(/\s+/);
    if (word === '') continue;
    const user = z.uuid().safeParse(word.toLowerCase());
    if (!user.success) {
      throw new CommandError(`${path}: line ${number} does not start with a uuid.`, {
        next: 'Name with --deletions what `touchstone user deleted` printed, or a later backup.',
      });
    }
    users.push(user.data);
  }
  return users;
}
