import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** The folder of this process's cgroup in the unified hierarchy (v2); null if none is mounted. */
export async function ownCgroup(): Promise<string | null> {
  const [memberships, mounts] = await Promise.all([
    readFile('/proc/self/cgroup', 'utf8'),
    readFile('/proc/self/mountinfo', 'utf8'),
  ]);
  return cgroupFolder(memberships, mounts);
}

/** The same, from the contents of /proc/self/cgroup and /proc/self/mountinfo. */
export function cgroupFolder(memberships: string, mounts: string): string | null {
  const cgroup = /^0::(\/.*)$/m.exec(memberships)?.[1];
  if (cgroup === undefined || isOutside(cgroup)) return null;
  for (const { root, folder } of unifiedMounts(mounts)) {
    const below = path.posix.relative(root, cgroup);
    if (!isOutside(root) && !isOutside(below)) return path.posix.join(folder, below);
  }
  return null;
}

/** Outside what a cgroup namespace shows, or what is mounted in a container. */
const isOutside = (cgroup: string) => cgroup.split('/').includes('..');

/** The last mount on a folder hides those before it. */
function unifiedMounts(mounts: string): { root: string; folder: string }[] {
  return mounts
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const [before = '', after = ''] = line.split(' - ');
      const [, , , root = '', folder = ''] = before.split(' ');
      return after.startsWith('cgroup2 ')
        ? [{ root: unescaped(root), folder: unescaped(folder) }]
        : [];
    })
    .reverse();
}

/** Spaces and some other characters are written as octal numbers. */
const unescaped = (field: string): string =>
  field.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
