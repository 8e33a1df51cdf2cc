import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const intervalMs = 700;

/**
 * Calls `onChange` at once, and again after each change of a file in the folder, one call at a time,
 * until the signal aborts. It compares sizes and times, which works on every file system and in
 * containers. It follows no symlinks.
 */
export async function watchFolder(
  folder: string,
  signal: AbortSignal,
  onChange: () => Promise<void>,
): Promise<void> {
  let seen: string | null = null;
  while (!signal.aborted) {
    const found = (await fingerprint(folder, '')).join('\n');
    if (found !== seen) {
      seen = found;
      await onChange();
    }
    await wait(intervalMs, undefined, { signal }).catch(() => undefined);
  }
}

/** A line for each file and folder; what disappears meanwhile has none. */
async function fingerprint(root: string, path: string): Promise<string[]> {
  const names = await readdir(join(root, path)).catch(() => []);
  const lines: string[] = [];
  for (const name of names.sort()) {
    if (name.startsWith('.') || name === '__pycache__') continue;
    const inner = join(path, name);
    const found = await lstat(join(root, inner)).catch(() => null);
    if (found === null) continue;
    if (found.isDirectory()) lines.push(inner, ...(await fingerprint(root, inner)));
    else lines.push(`${inner} ${found.ino} ${found.size} ${found.mtimeMs}`);
  }
  return lines;
}
