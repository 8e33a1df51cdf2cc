import { once } from 'node:events';
import { constants } from 'node:fs';
import { link, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { CommandError, errorCode, messageOf } from '../command-error.ts';
import { createProgress, warn } from '../ground/terminal.ts';
import { withUserStore, type UserTarget } from './open-user-store.ts';
import { unknownUser } from './unknown-user.ts';
import type { UserStore } from './user-store.ts';

type Write = (text: string) => Promise<void>;

/** Writes all that is stored of a user, page by page, to a file or to the standard output. */
export async function exportUser(
  target: UserTarget,
  userId: string,
  { output, force }: { output: string | undefined; force: boolean },
): Promise<void> {
  if (output !== undefined && !force && (await isThere(output))) throw alreadyThere(output);
  await withUserStore(target, 'user export', async (store) => {
    if (output === undefined) {
      await writeUser(store, userId, writeOut);
      return;
    }
    const count = await writeFile(output, force, (write) => writeUser(store, userId, write));
    warn(`Wrote ${output}: user ${userId} with ${count} submissions.`);
  });
}

/** One document, a line for each submission; resolves to their number. */
async function writeUser(store: UserStore, userId: string, write: Write): Promise<number> {
  const user = await store.exportUser(userId);
  if (user === null) throw unknownUser(userId);
  const progress = createProgress();
  let count = 0;
  try {
    await write(`${JSON.stringify(user).slice(0, -1)},"submissions":[`);
    let after: number | null = null;
    do {
      const page = await store.exportSubmissions(userId, after);
      for (const submission of page.submissions) {
        await write(`${count === 0 ? '' : ','}\n${JSON.stringify(submission)}`);
        count++;
      }
      after = page.next;
      progress.show(`${count} submissions …`);
    } while (after !== null);
    await write('\n]}\n');
  } finally {
    progress.clear();
  }
  return count;
}

/** What is read of the database waits for who reads the output. */
const writeOut: Write = async (text) => {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
};

/** The file has its name when it is whole, and is its owner's alone. */
async function writeFile(
  path: string,
  force: boolean,
  write: (write: Write) => Promise<number>,
): Promise<number> {
  const partial = `${path}.partial-${process.pid}`;
  const file = await create(partial);
  try {
    const count = await write(async (text) => {
      await file.appendFile(text);
    });
    await file.close();
    if (force) await rename(partial, path);
    else await link(partial, path);
    return count;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw alreadyThere(path);
    throw error;
  } finally {
    await file.close().catch(() => undefined);
    await rm(partial, { force: true });
  }
}

async function create(path: string): Promise<FileHandle> {
  const { O_CREAT, O_EXCL, O_WRONLY } = constants;
  return open(path, O_CREAT | O_EXCL | O_WRONLY, 0o600).catch((error: unknown) => {
    throw new CommandError(`No file can be written there: ${messageOf(error)}`, {
      cause: error,
      next: 'Name another one with --output FILE.',
    });
  });
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const alreadyThere = (path: string): CommandError =>
  new CommandError(`${path} is there already.`, {
    next: 'Name another file, or replace it with --force.',
  });
