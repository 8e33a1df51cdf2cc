import { createHash } from 'node:crypto';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const controlName = 'control.sock';

/** The control socket of a data folder (its real path). Windows has named pipes instead. */
export function controlSocketPath(folder: string): string {
  if (process.platform !== 'win32') return join(folder, controlName);
  const hash = createHash('sha256').update(folder.toLowerCase()).digest('hex');
  return `\\\\.\\pipe\\touchstone-${hash}`;
}

/** The size of `sun_path` without the final NUL: 108 bytes on Linux, 104 on macOS. */
const maxSocketPathBytes = 103;

/**
 * Calls `use` with a path for the socket that is short enough to bind or connect to. A longer path
 * goes through a symbolic link in a private folder, which is removed afterwards. The socket itself
 * is always in the data folder, so that all processes find the same one, whatever their TMPDIR.
 */
export async function withShortSocketPath<T>(
  folder: string,
  use: (path: string) => Promise<T>,
  name = controlName,
): Promise<T> {
  const path = name === controlName ? controlSocketPath(folder) : join(folder, name);
  if (process.platform === 'win32' || Buffer.byteLength(path) <= maxSocketPathBytes) {
    return use(path);
  }
  const detour = await mkdtemp(join(tmpdir(), 'touchstone-'));
  try {
    await symlink(folder, join(detour, 'd'));
    return await use(join(detour, 'd', name));
  } finally {
    await rm(detour, { recursive: true, force: true });
  }
}
