import { createHash, randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { unprivilegedUser, type UnprivilegedUser } from './unprivileged-user.ts';

/** Where servers of a folder out of the unprivileged user's reach keep their files. */
const reachableBase = '/var/lib/touchstone';

/**
 * A server's place on disk. The folder belongs to the caller; what the server itself writes lies
 * in folders made with {@link serverOwned}, so that secrets beside them stay out of its reach.
 */
export interface ServerFolder {
  readonly path: string;
  /** Null when the caller is no root and the server runs as the caller. */
  readonly user: UnprivilegedUser | null;
}

/**
 * Makes `wanted`, or, when the caller is root and the unprivileged user can't reach it (it lies
 * under /root, say), a folder of the same name in /var/lib/touchstone, and tells `onNotice` so.
 * The answer is the same for the same `wanted` at each start.
 */
export async function prepareFolder(
  wanted: string,
  onNotice?: (message: string) => void,
): Promise<ServerFolder> {
  const user = unprivilegedUser();
  const path = resolve(wanted);
  await mkdir(path, { recursive: true });
  if (user === null || (await canReach(user, path))) return { path, user };
  const mark = createHash('sha256').update(path).digest('hex').slice(0, 8);
  const reachable = join(reachableBase, `${basename(path)}-${mark}`);
  await mkdir(reachable, { recursive: true });
  onNotice?.(`An unprivileged user can't reach ${path}, so the server's files are in ${reachable}`);
  return { path: reachable, user };
}

/** True when `user` may enter the folder and all that it lies in. */
export async function canReach(user: UnprivilegedUser, folder: string): Promise<boolean> {
  for (let path = await realpath(folder); ; path = dirname(path)) {
    const { mode, uid, gid } = await stat(path);
    const enter = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & enter) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

/** A folder inside the server's folder that belongs to the server's user alone. */
export async function serverOwned(folder: ServerFolder, name: string): Promise<string> {
  const path = join(folder.path, name);
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (folder.user !== null) await chown(path, folder.user.uid, folder.user.gid);
  return path;
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
