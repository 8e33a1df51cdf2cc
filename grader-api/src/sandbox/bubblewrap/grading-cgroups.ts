import { chown, mkdtemp, open, readdir, rmdir, writeFile, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SandboxError } from '../sandbox.ts';
import { claimCgroup, enableControllers, type Delegation } from './delegated-cgroup.ts';
import { startOf } from './process-kin.ts';

/** A cgroup in which one supervisor creates those of its gradings. */
interface SupervisorCgroup {
  /** The open folder, for the supervisor. */
  readonly handle: FileHandle;
  /** Kills what still runs in it and removes it; called when the supervisor has exited. */
  remove(): Promise<void>;
}

export interface GradingCgroups {
  /** Null if no cgroup is delegated to this process. Rejects with a SandboxError. */
  make(): Promise<SupervisorCgroup | null>;
  /** Why no cgroup is delegated; null if one is. */
  refusal(): Promise<string | null>;
}

const removalMs = 5_000;
const removalPauseMs = 5;
const namePattern = /^gradings-(\d+)-(\d+)-/;

interface Options {
  /** The interpreter that reads the attributes that systemd has set. */
  readonly python: string;
  /** The user and group of the supervisors; null if they are this process's. */
  readonly ownerId: number | null;
}

/** Looks for a delegated cgroup when the first is created, and removes those of graders that were killed. */
export function createGradingCgroups(options: Options): GradingCgroups {
  let opened: Promise<Delegation> | null = null;
  const opening = () => (opened ??= openFolder(options));
  return {
    make: async () => {
      const delegation = await opening();
      return 'missing' in delegation ? null : makeIn(delegation.folder, options.ownerId);
    },
    refusal: async () => {
      const delegation = await opening();
      return 'missing' in delegation ? delegation.missing : null;
    },
  };
}

async function openFolder({ python, ownerId }: Options): Promise<Delegation> {
  try {
    const delegation = await claimCgroup(python);
    if ('missing' in delegation) return delegation;
    const { folder } = delegation;
    // To clone into a cgroup, a process must be able to write to the common ancestor of both cgroups.
    if (ownerId !== null) await chown(path.join(folder, 'cgroup.procs'), ownerId, ownerId);
    await removeStale(folder);
    return delegation;
  } catch (error) {
    return { missing: (error as Error).message };
  }
}

async function makeIn(folder: string, ownerId: number | null): Promise<SupervisorCgroup> {
  try {
    const name = `gradings-${process.pid}-${startOf(process.pid)}-`;
    const made = await mkdtemp(path.join(folder, name));
    await enableControllers(made);
    if (ownerId !== null) await chown(made, ownerId, ownerId);
    return { handle: await open(made), remove: () => remove(made) };
  } catch (cause) {
    throw new SandboxError('cannot create a cgroup for a supervisor', { cause });
  }
}

async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid, start] = namePattern.exec(name) ?? [];
    if (pid !== undefined && startOf(Number(pid)) !== start) await remove(path.join(folder, name));
  }
}

/** Processes that were killed take a moment to disappear. */
async function remove(folder: string): Promise<void> {
  await writeFile(path.join(folder, 'cgroup.kill'), '1');
  const lastMs = performance.now() + removalMs;
  for (;;) {
    try {
      const entries = await readdir(folder, { withFileTypes: true });
      for (const entry of entries)
        if (entry.isDirectory()) await rmdir(path.join(folder, entry.name));
      await rmdir(folder);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return;
      if (code !== 'EBUSY' || performance.now() > lastMs) throw error;
    }
    await delay(removalPauseMs);
  }
}
