import { execFile, spawn } from 'node:child_process';
import { open, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { defaultProcessUids } from '@touchstone/contracts';
import { childChannel } from '../framed-process.ts';
import { judgeSources, supervisorSources } from '../sources.ts';
import { bubblewrapArguments } from './arguments.ts';
import { createGradingCgroups, type GradingCgroups } from './grading-cgroups.ts';
import { refuseHostRoot } from './host.ts';
import type { SandboxParts } from './launcher-protocol.ts';
import { Supervisor } from './supervisor.ts';

/** Starts supervisors, each in its own bubblewrap. */
export interface Launcher {
  launch(preload: readonly string[]): Promise<Supervisor>;
  /** The parts of a supervisor that is ready. */
  partsOf(supervisor: Supervisor): Promise<SandboxParts>;
}

export interface LaunchOptions {
  readonly python: string;
  /** If root starts the sandboxes, their uid on the host: it must own nothing. */
  readonly uid?: number | undefined;
}

/** The user and group of sandboxes; null if they are this process's own. */
export const sandboxId = ({ uid = defaultProcessUids.sandbox }: LaunchOptions): number | null =>
  process.getuid?.() === 0 ? uid : null;

/** Where `bwrap` is looked up, instead of in the user's PATH. */
export const systemPath = '/usr/local/bin:/usr/bin:/bin';

/** Starts them as children of this process. */
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
        return new Supervisor(childChannel(child), release);
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
  /** Open files, for the descriptors from 3 on. */
  readonly files: readonly number[];
  /** The arguments of `bwrap`. */
  readonly words: readonly string[];
  /** Called when the sandbox has exited. */
  readonly release: () => Promise<void>;
  /** Closes the files; called when the sandbox has inherited them. */
  readonly close: () => Promise<void>;
}

/**
 * Our sources reach a sandbox through open files, because its user may be unable to read the checkout.
 * So do the host's /proc, where the processes of a grading write the id maps of their user namespaces,
 * and the supervisor's cgroup, if there is one. Student code never has these open.
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
