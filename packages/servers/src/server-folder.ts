import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmod,
  chown,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { ProcessUser } from './process-users.ts';

/** For the files of processes whose user can't reach their folder. */
const reachableBase = '/var/lib/touchstone';

/**
 * A process's folder. It belongs to the caller, and only the process's user can pass through it; the
 * process writes to folders made with {@link serverOwned}, so that it can't reach the secrets
 * beside them.
 */
export interface ServerFolder {
  readonly path: string;
  /** Null if the caller is not root: the process runs as the caller. */
  readonly user: ProcessUser | null;
}

/**
 * Creates `wanted` or, if `user` can't reach it (for example below /root), a folder of that name in
 * /var/lib/touchstone, which it reports to `onNotice`. The same `wanted` gives the same folder at
 * each start.
 */
export async function prepareFolder(
  wanted: string,
  user: ProcessUser | null,
  onNotice?: (message: string) => void,
): Promise<ServerFolder> {
  const path = resolve(wanted);
  await makePassable(path, user);
  if (user === null || (await canReach(user, path))) return { path, user };
  const mark = createHash('sha256').update(path).digest('hex').slice(0, 8);
  const reachable = join(reachableBase, `${basename(path)}-${mark}`);
  await mkdir(reachableBase, { recursive: true });
  await chmod(reachableBase, 0o711);
  await makePassable(reachable, user);
  onNotice?.(`An unprivileged user can't reach ${path}, so its files are in ${reachable}`);
  return { path: reachable, user };
}

/** Creates a folder that the user can pass through, and nobody else. */
async function makePassable(path: string, user: ProcessUser | null): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await mkdir(path, { recursive: true, mode: 0o700 });
  await allow(user, path, 0o710);
}

/** Gives a file or folder of the caller's these rights, the group's for the user. */
async function allow(user: ProcessUser | null, path: string, mode: number): Promise<void> {
  if (user === null) return;
  await chown(path, 0, user.gid);
  await chmod(path, mode);
}

/** True if `user` can enter the folder and all its parents. */
export async function canReach(user: ProcessUser, folder: string): Promise<boolean> {
  for (let path = await realpath(folder); ; path = dirname(path)) {
    const { mode, uid, gid } = await stat(path);
    const enter = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & enter) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

/**
 * Creates a folder inside the server's folder that belongs to the server's user. If an earlier version
 * gave it to another user, its owner is changed, with all that is in it.
 */
export async function serverOwned(folder: ServerFolder, name: string): Promise<string> {
  const path = join(folder.path, name);
  await mkdir(path, { recursive: true, mode: 0o700 });
  const { user } = folder;
  if (user !== null && (await stat(path)).uid !== user.uid) await changeOwner(path, user);
  return path;
}

/** The folder itself comes last, so that an interrupted change is repeated at the next start. */
async function changeOwner(path: string, { uid, gid }: ProcessUser): Promise<void> {
  const entries = (await readdir(path)).map((entry) => join(path, entry));
  if (entries.length > 0) {
    // By chown, which is safe against symbolic links that appear in the meantime.
    await promisify(execFile)('chown', ['-hR', `${uid}:${gid}`, '--', ...entries], {
      env: { PATH: '/usr/bin:/bin' },
    });
  }
  await chown(path, uid, gid);
}

/** Lets the user read a folder of the caller's and all in it, and nobody else. */
export async function readableBy(user: ProcessUser | null, folder: string): Promise<void> {
  if (user === null) return;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      await (entry.isDirectory() ? allow(user, path, 0o750) : fileReadableBy(user, path));
    }),
  );
  await allow(user, folder, 0o750);
}

/** The same for one file. */
export const fileReadableBy = (user: ProcessUser | null, file: string): Promise<void> =>
  allow(user, file, 0o640);

/** A random secret that stays the same for this folder; only the caller can read its file. */
export async function secretIn(folder: ServerFolder, name: string): Promise<string> {
  const path = join(folder.path, name);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const secret = randomBytes(24).toString('base64url');
  await writeFile(`${path}.new`, secret, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return secret;
}
