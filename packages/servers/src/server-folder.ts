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

/** Where processes whose folder is out of their user's reach keep their files. */
const reachableBase = '/var/lib/touchstone';

/**
 * A process's place on disk. The folder belongs to the caller, and only the process's user may pass
 * through it besides; what the process itself writes lies in folders made with {@link serverOwned},
 * so that secrets beside them stay out of its reach.
 */
export interface ServerFolder {
  readonly path: string;
  /** Null when the caller is no root and the process runs as the caller. */
  readonly user: ProcessUser | null;
}

/**
 * Makes `wanted`, or, when `user` can't reach it (it lies under /root, say), a folder of the same name
 * in /var/lib/touchstone, and tells `onNotice` so. The answer is the same for the same `wanted` at each
 * start.
 */
export async function prepareFolder(
  wanted: string,
  user: ProcessUser | null,
  onNotice?: (message: string) => void,
): Promise<ServerFolder> {
  const path = resolve(wanted);
  await passable(path, user);
  if (user === null || (await canReach(user, path))) return { path, user };
  const mark = createHash('sha256').update(path).digest('hex').slice(0, 8);
  const reachable = join(reachableBase, `${basename(path)}-${mark}`);
  await mkdir(reachableBase, { recursive: true });
  await chmod(reachableBase, 0o711);
  await passable(reachable, user);
  onNotice?.(`An unprivileged user can't reach ${path}, so its files are in ${reachable}`);
  return { path: reachable, user };
}

/** The folder can be passed by the user, and is closed to all others. */
async function passable(path: string, user: ProcessUser | null): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (user === null) return;
  await chown(path, 0, user.gid);
  await chmod(path, 0o710);
}

/** True when `user` may enter the folder and all that it lies in. */
export async function canReach(user: ProcessUser, folder: string): Promise<boolean> {
  for (let path = await realpath(folder); ; path = dirname(path)) {
    const { mode, uid, gid } = await stat(path);
    const enter = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & enter) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

/**
 * A folder inside the server's folder that belongs to the server's user alone. One that an earlier
 * version left to another user is handed over with all that is in it.
 */
export async function serverOwned(folder: ServerFolder, name: string): Promise<string> {
  const path = join(folder.path, name);
  await mkdir(path, { recursive: true, mode: 0o700 });
  const { user } = folder;
  if (user !== null && (await stat(path)).uid !== user.uid) await handOver(path, user);
  return path;
}

/** The folder itself comes last, so that a start that was killed on the way is done again. */
async function handOver(path: string, { uid, gid }: ProcessUser): Promise<void> {
  const entries = (await readdir(path)).map((entry) => join(path, entry));
  if (entries.length > 0) {
    // By a program that is safe against links that are put in its way meanwhile.
    await promisify(execFile)('chown', ['-hR', `${uid}:${gid}`, '--', ...entries], {
      env: { PATH: '/usr/bin:/bin' },
    });
  }
  await chown(path, uid, gid);
}

/** Lets the user, and nobody else but the caller, read a folder of the caller's and all in it. */
export async function readableBy(user: ProcessUser | null, folder: string): Promise<void> {
  if (user === null) return;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isDirectory()) return fileReadableBy(user, path);
      await chown(path, 0, user.gid);
      await chmod(path, 0o750);
    }),
  );
  await chown(folder, 0, user.gid);
  await chmod(folder, 0o750);
}

/** The same for one file. */
export async function fileReadableBy(user: ProcessUser | null, file: string): Promise<void> {
  if (user === null) return;
  await chown(file, 0, user.gid);
  await chmod(file, 0o640);
}

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
