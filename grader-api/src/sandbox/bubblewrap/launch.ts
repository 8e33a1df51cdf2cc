import { spawn } from 'node:child_process';
import { open, type FileHandle } from 'node:fs/promises';
import { judgeSources, supervisorSources } from '../sources.ts';
import { bubblewrapArguments } from './arguments.ts';
import { Supervisor } from './supervisor.ts';

/** Whom the sandbox runs as on a host where we are root: a uid that owns nothing. */
const unprivilegedId = 65_533;

/** `bwrap` is looked for where systems keep their programs, not where a user's PATH leads. */
export const systemPath = '/usr/local/bin:/usr/bin:/bin';

/**
 * Starts one bubblewrap with its supervisor. Our sources reach it through open files, because the
 * checkout may be unreadable to its user. So does the host's /proc, in which the processes of a grading
 * write the id maps of their user namespaces; no student code ever holds it.
 */
export async function launchSupervisor(
  python: string,
  preload: readonly string[],
): Promise<Supervisor> {
  const sources = [...(await judgeSources()), ...(await supervisorSources())];
  const files: FileHandle[] = [];
  try {
    for (const file of [...sources.map((source) => source.path), '/proc']) {
      files.push(await open(file));
    }
    const sourceTargets = sources.map((source) => source.target);
    const child = spawn('bwrap', bubblewrapArguments({ python, preload, sourceTargets }), {
      ...(process.getuid?.() === 0 ? { uid: unprivilegedId, gid: unprivilegedId } : {}),
      env: { PATH: systemPath },
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe', ...files.map((file) => file.fd)],
    });
    return new Supervisor(child);
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}
