import { constants } from 'node:fs';
import { lstat, open, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { CourseError, type FaultList } from './course-error.ts';
import { formatBytes } from './sizes.ts';

interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
}

/**
 * Reads files of one folder and nothing outside it, wherever symlinks or `..` lead. Faults of a file are
 * added to the fault list, and the file reads as null. Paths are relative, with `/`.
 */
export interface Folder {
  readonly faults: FaultList;
  /** Sorted by name, without dot files and Python's caches; empty if there is no such folder. */
  entries(path: string): Promise<FolderEntry[]>;
  exists(path: string): Promise<boolean>;
  /** `missing` is what to do if there is no such file. */
  readBytes(path: string, maxBytes: number, missing?: string): Promise<Buffer | null>;
  /** UTF-8 without NUL; a byte order mark is dropped, `\r\n` becomes `\n`. */
  readText(path: string, maxBytes: number, missing?: string): Promise<string | null>;
}

/** Throws CourseError if there is no such folder. */
export async function openFolder(folderPath: string, faults: FaultList): Promise<Folder> {
  const root = await realRoot(folderPath);

  async function resolveInside(path: string, missing?: string): Promise<string | null> {
    let target: string;
    try {
      target = await realpath(join(root, path));
    } catch (error) {
      faults.add(path, describeMissing(error, missing));
      return null;
    }
    if (target === root || target.startsWith(root.endsWith(sep) ? root : root + sep)) return target;
    faults.add(path, 'leads outside the folder; put a copy of the file inside instead');
    return null;
  }

  const exists = async (path: string) => (await stat(join(root, path)).catch(() => null)) !== null;

  async function readBytes(
    path: string,
    maxBytes: number,
    missing?: string,
  ): Promise<Buffer | null> {
    const target = await resolveInside(path, missing);
    if (target === null) return null;
    try {
      const bytes = await readRegularFile(target, maxBytes);
      if (bytes !== 'too-large') return bytes;
      faults.add(path, `is larger than ${formatBytes(maxBytes)}; make it smaller`);
    } catch (error) {
      faults.add(path, describeUnreadable(error));
    }
    return null;
  }

  return {
    faults,
    readBytes,
    async readText(path, maxBytes, missing) {
      const bytes = await readBytes(path, maxBytes, missing);
      return bytes === null ? null : decodeText(bytes, path, faults);
    },
    exists,
    async entries(path) {
      if (path !== '' && !(await exists(path))) return [];
      const target = await resolveInside(path);
      if (target === null) return [];
      return listEntries(target, path, faults);
    },
  };
}

async function realRoot(folderPath: string): Promise<string> {
  const refuse = (message: string) => new CourseError(folderPath, [{ file: '', message }]);
  const root = await realpath(folderPath).catch(() => null);
  if (root === null) throw refuse('there is no such folder; check the path');
  if (!(await stat(root)).isDirectory())
    throw refuse('this is a file; name the folder that contains it');
  return root;
}

function describeMissing(error: unknown, missing = 'add this file'): string {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
    ? `is missing; ${missing}`
    : describeUnreadable(error);
}

function describeUnreadable(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') {
    return "can't be read by this user; change its owner or permissions";
  }
  if (code === 'ELOOP')
    return 'is a symlink that leads back to itself; replace it by a copy of the file';
  return `can't be read (${message}); replace it by a regular file`;
}

async function readRegularFile(target: string, maxBytes: number): Promise<Buffer | 'too-large'> {
  // Non-blocking, so that opening a named pipe does not wait for its writer.
  const handle = await open(target, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new Error('it is not a regular file');
    return found.size > maxBytes ? 'too-large' : await handle.readFile();
  } finally {
    await handle.close();
  }
}

async function listEntries(
  target: string,
  path: string,
  faults: FaultList,
): Promise<FolderEntry[]> {
  const entries: FolderEntry[] = [];
  const found = await readdir(target).catch((error: unknown) => {
    faults.add(path, describeUnreadable(error));
    return [];
  });
  const names = found.filter((name) => !isClutter(name)).sort();
  for (const name of names) {
    const file = path === '' ? name : `${path}/${name}`;
    const found = await stat(join(target, name)).catch(() => null);
    if (found?.isFile()) entries.push({ name, kind: 'file' });
    else if (!found?.isDirectory()) {
      faults.add(
        file,
        'is not a regular file or folder, or is a broken symlink; remove it, or put a copy of the file here',
      );
    } else if ((await lstat(join(target, name))).isSymbolicLink()) {
      // Following it could lead outside the folder, or in circles.
      faults.add(file, 'is a symlink to a folder; put a copy of that folder here instead');
    } else entries.push({ name, kind: 'folder' });
  }
  return entries;
}

const isClutter = (name: string): boolean =>
  name.startsWith('.') || name === '__pycache__' || /\.py[co]$|~$/.test(name);

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decodeText(bytes: Buffer, path: string, faults: FaultList): string | null {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    const { message, line } = describeEncoding(bytes);
    faults.add(path, message, line);
    return null;
  }
  const nul = text.indexOf('\0');
  if (nul !== -1) {
    faults.add(path, 'has a NUL character in it; remove it', lineAt(text, nul));
    return null;
  }
  return text.replaceAll('\r\n', '\n');
}

/** What is wrong with bytes that are not UTF-8, and the line of the first invalid byte. */
function describeEncoding(bytes: Buffer): { message: string; line: number } {
  const mark = bytes.toString('hex', 0, 2);
  if (mark === 'fffe' || mark === 'feff') {
    return { message: 'is UTF-16; save it as UTF-8 in your editor', line: 1 };
  }
  // Each invalid byte becomes a U+FFFD, and nothing before the first one changes.
  const before = bytes.toString('utf8').split('\ufffd', 1)[0] ?? '';
  const byte = bytes[Buffer.byteLength(before)] ?? 0;
  const line = lineAt(before, before.length);
  const context = before.slice(before.lastIndexOf('\n') + 1).slice(-20);
  const where = context.trim() === '' ? 'at the beginning of the line' : `after "${context}"`;
  const hex = byte.toString(16).toUpperCase().padStart(2, '0');
  return {
    message: `is not UTF-8: the byte ${hex} ${where}; save it as UTF-8 in your editor`,
    line,
  };
}

/** The line, from 1, of a position in the text. */
export const lineAt = (text: string, position: number): number =>
  text.slice(0, position).split('\n').length;
