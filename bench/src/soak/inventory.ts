import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { lookBelow, mountsOf, type Below } from './processes.ts';

/** What exists at a moment: in this process, in those below it, and what they made on the machine. */
export interface Inventory {
  readonly below: Below;
  readonly ownDescriptors: number;
  readonly ownMounts: number;
  readonly ownResidentKiB: number;
  /** Files in this run's folder for temporary files, and files of the sandbox's user in the others. */
  readonly files: ReadonlySet<string>;
  readonly sharedMemorySegments: number;
}

export interface Surroundings {
  /** The subreaper above this process: orphans become its children. */
  readonly reaper: number;
  /** Processes that ran before the sandbox was created. */
  readonly except: ReadonlySet<number>;
  /** When the run started, in milliseconds since 1970: older files are not from this run. */
  readonly sinceMs: number;
}

const commonFolders = ['/tmp', '/var/tmp', '/dev/shm'];

export async function takeInventory({ reaper, except, sinceMs }: Surroundings): Promise<Inventory> {
  const below = await lookBelow(reaper, except);
  const users = new Set<number>();
  for (const pid of below.pids) {
    const owner = await stat(`/proc/${pid}`).catch(() => null);
    if (owner !== null && owner.uid !== process.getuid?.()) users.add(owner.uid);
  }
  return {
    below,
    ownDescriptors: (await readdir('/proc/self/fd')).length,
    ownMounts: await mountsOf('self'),
    ownResidentKiB: Math.round(process.memoryUsage.rss() / 1024),
    files: new Set([...(await filesIn(tmpdir())), ...(await filesOf(users, sinceMs))]),
    sharedMemorySegments: await sharedMemorySegments(below),
  };
}

/** Segments whose creator is below or has exited; a PostgreSQL on the machine may have one, too. */
async function sharedMemorySegments({ pids }: Below): Promise<number> {
  const table = await readFile('/proc/sysvipc/shm', 'utf8').catch(() => '');
  const makers = table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/)[4] ?? '');
  return makers.filter((pid) => pids.includes(Number(pid)) || !existsSync(`/proc/${pid}`)).length;
}

async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.map((name) => path.join(folder, name));
}

async function filesOf(users: ReadonlySet<number>, sinceMs: number): Promise<string[]> {
  const found: string[] = [];
  for (const folder of commonFolders) {
    for (const name of await readdir(folder).catch(() => [])) {
      const file = path.join(folder, name);
      const status = await stat(file).catch(() => null);
      if (status !== null && users.has(status.uid) && status.ctimeMs >= sinceMs) found.push(file);
    }
  }
  return found;
}
