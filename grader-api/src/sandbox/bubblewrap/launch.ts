import { execFile, spawn } from 'node:child_process';
import { open, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { defaultProcessUids } from '@touchstone/contracts';
import { judgeSources, supervisorSources } from '../sources.ts';
import { bubblewrapArguments } from './arguments.ts';
import { createGradingCgroups, type GradingCgroups } from './grading-cgroups.ts';
import { refuseHostRoot } from './host.ts';
import type { SandboxParts } from './launcher-words.ts';
import { childProcess } from './supervisor-process.ts';
import { Supervisor } from './supervisor.ts';

/** Starts supervisors, each in a bubblewrap of its own. */
export interface Launcher {
  launch(preload: readonly string[]): Promise<Supervisor>;
  /** What one that is ready is made of. */
  partsOf(supervisor: Supervisor): Promise<SandboxParts>;
}

export interface LaunchOptions {
  readonly python: string;
  /** Whom sandboxes run as on a host where we are root: a uid that owns nothing. */
  readonly uid?: number | undefined;
}

/** The user and group of sandboxes; null where they are this process's own. */
export const sandboxId = ({ uid = defaultProcessUids.sandbox }: LaunchOptions): number | null =>
  process.getuid?.() === 0 ? uid : null;

/** `bwrap` is looked for where systems keep their programs, not where a user's PATH leads. */
export const systemPath = '/usr/local/bin:/usr/bin:/bin';

/** Launches them as children of this process. */
export function createLauncher(options: LaunchOptions): Launcher {
  const { python } = options;
  const id = sandboxId(options);
  const cgroups = createGradingCgroups({ python, ownerId: id });
  return {
    async launch(preload) {
      const { files, words, release, close } = await prepareSandbox({ python, preload, cgroups });
      try {
        const child = spawn('bwrap', words, {
          ...(id === null ? {} : { uid: id, gid: id }),
          env: { PATH: systemPath },
          cwd: '/',
          detached: true,
          stdio: ['pipe', 'pipe', 'pipe', ...files],
        });
        return new Supervisor(childProcess(child), release);
      } finally {
        await close();
      }
    },
    async partsOf(supervisor) {
      if (supervisor.pid !== undefined) await refuseHostRoot(supervisor.pid);
      return partsOfSandboxes(python, cgroups);
    },
  };
}

export async function partsOfSandboxes(
  python: string,
  cgroups: GradingCgroups,
): Promise<SandboxParts> {
  const { stdout } = await promisify(execFile)('bwrap', ['--version'], {
    env: { PATH: systemPath },
  });
  const bubblewrap = stdout.replace('bubblewrap', '').trim();
  return { python, bubblewrap, cgroupRefusal: await cgroups.refusal() };
}

interface PreparedSandbox {
  /** Open files, for the numbers from 3 on. */
  readonly files: readonly number[];
  /** The arguments of `bwrap`. */
  readonly words: readonly string[];
  /** For when the sandbox has ended. */
  readonly release: () => Promise<void>;
  /** Closes the files, for when the sandbox has them. */
  readonly close: () => Promise<void>;
}

/**
 * Our sources reach a sandbox through open files, because the checkout may be unreadable to its user.
 * So does the host's /proc, in which the processes of a grading write the id maps of their user
 * namespaces, and the supervisor's own cgroup where there are any; no student code ever holds these.
 */
export async function prepareSandbox(options: {
  python: string;
  preload: readonly string[];
  cgroups: GradingCgroups;
}): Promise<PreparedSandbox> {
  const { python, preload, cgroups } = options;
  const sources = [...(await judgeSources()), ...(await supervisorSources())];
  const files: FileHandle[] = [];
  const close = async () => {
    await Promise.all(files.map((file) => file.close()));
  };
  try {
    for (const file of [...sources.map((source) => source.path), '/proc']) {
      files.push(await open(file));
    }
    const sourceTargets = sources.map((source) => source.target);
    const cgroup = await cgroups.make();
    if (cgroup !== null) files.push(cgroup.handle);
    const release = () => cgroup?.remove() ?? Promise.resolve();
    try {
      const words = bubblewrapArguments({
        python,
        preload,
        sourceTargets,
        hasCgroup: cgroup !== null,
      });
      return { files: files.map((file) => file.fd), words, release, close };
    } catch (error) {
      await release();
      throw error;
    }
  } catch (error) {
    await close();
    throw error;
  }
}
