import { spawn } from 'node:child_process';
import { open, type FileHandle } from 'node:fs/promises';
import { judgeSources, supervisorSources } from '../sources.ts';
import { bubblewrapArguments } from './arguments.ts';
import type { GradingCgroups } from './grading-cgroups.ts';
import { Supervisor } from './supervisor.ts';

/** Whom the sandbox runs as on a host where we are root: a uid that owns nothing. Null: as ourselves. */
export const unprivilegedId = (): number | null => (process.getuid?.() === 0 ? 65_533 : null);

/** `bwrap` is looked for where systems keep their programs, not where a user's PATH leads. */
export const systemPath = '/usr/local/bin:/usr/bin:/bin';

/**
 * Starts one bubblewrap with its supervisor. Our sources reach it through open files, because the
 * checkout may be unreadable to its user. So does the host's /proc, in which the processes of a grading
 * write the id maps of their user namespaces, and the supervisor's own cgroup where there are any; no
 * student code ever holds these.
 */
export async function launchSupervisor(options: {
  python: string;
  preload: readonly string[];
  cgroups: GradingCgroups;
}): Promise<Supervisor> {
  const sources = [...(await judgeSources()), ...(await supervisorSources())];
  const files: FileHandle[] = [];
  try {
    for (const file of [...sources.map((source) => source.path), '/proc']) {
      files.push(await open(file));
    }
    const cgroup = await options.cgroups.make();
    if (cgroup !== null) files.push(cgroup.handle);
    const { python, preload } = options;
    const sourceTargets = sources.map((source) => source.target);
    const hasCgroup = cgroup !== null;
    const arguments_ = bubblewrapArguments({ python, preload, sourceTargets, hasCgroup });
    const id = unprivilegedId();
    const child = spawn('bwrap', arguments_, {
      ...(id === null ? {} : { uid: id, gid: id }),
      env: { PATH: systemPath },
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe', ...files.map((file) => file.fd)],
    });
    return new Supervisor(child, cgroup === null ? undefined : () => cgroup.remove());
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}
