import { spawn } from 'node:child_process';
import { open, type FileHandle } from 'node:fs/promises';
import { GradingProcess } from '../grading-process.ts';
import { judgeSources, supervisorSources } from '../sources.ts';
import { bubblewrapArguments } from './arguments.ts';

/** Whom the sandbox runs as on a host where we are root: a uid that owns nothing. */
const unprivilegedId = 65_533;

/** `bwrap` is looked for where systems keep their programs, not where a user's PATH leads. */
const systemPath = '/usr/local/bin:/usr/bin:/bin';

/**
 * Starts one bubblewrap with its supervisor. Our sources reach it through open files, because the
 * checkout may be unreadable to its user.
 */
export async function launchBubblewrap(python: string): Promise<GradingProcess> {
  const sources = [...(await judgeSources()), ...(await supervisorSources())];
  const files: FileHandle[] = [];
  try {
    for (const source of sources) files.push(await open(source.path));
    const child = spawn(
      'bwrap',
      bubblewrapArguments({ python, sourceTargets: sources.map((source) => source.target) }),
      {
        ...(process.getuid?.() === 0 ? { uid: unprivilegedId, gid: unprivilegedId } : {}),
        env: { PATH: systemPath },
        cwd: '/',
        detached: true,
        stdio: ['pipe', 'pipe', 'pipe', ...files.map((file) => file.fd)],
      },
    );
    return new GradingProcess(child);
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}
