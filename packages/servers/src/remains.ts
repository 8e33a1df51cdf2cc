import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * What a process has started and left behind. The group alone does not tell: each of PostgreSQL's
 * processes has a group of its own. So whatever runs the same program inside the server's folder
 * counts as well, and a shell that somebody has opened there does not.
 */
export interface Origin {
  /** The process that was started as the leader of a group. */
  readonly pid: number;
  readonly server?: { readonly folder: string; readonly program: string };
}

/** How long what was killed may take to be gone. */
const endTimeoutMs = 5_000;
const pollMs = 10;

/** Process ids, without those that have ended and were not waited for yet. Needs /proc. */
export async function findRemains(origin: Origin): Promise<number[]> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.map(Number).filter((pid) => pid > 0);
  const belongs = await Promise.all(pids.map((pid) => isOf(origin, pid)));
  return pids.filter((_, index) => belongs[index]);
}

/** Kills what is left, and resolves when it is gone, or does not go away. */
export async function endRemains(origin: Origin): Promise<void> {
  const deadline = performance.now() + endTimeoutMs;
  for (;;) {
    const pids = await findRemains(origin);
    for (const pid of pids) kill(pid);
    kill(-origin.pid);
    if (pids.length === 0 || performance.now() > deadline) return;
    await delay(pollMs);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

async function isOf({ pid: leader, server }: Origin, pid: number): Promise<boolean> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field, in brackets, may itself hold spaces.
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return false;
    if (Number(group) === leader) return true;
    return server !== undefined && (await runsIn(server, pid));
  } catch {
    return false;
  }
}

async function runsIn(server: NonNullable<Origin['server']>, pid: number): Promise<boolean> {
  const at = await readlink(`/proc/${pid}/cwd`);
  if (!`${at}/`.startsWith(`${await realpath(server.folder)}/`)) return false;
  return (await readlink(`/proc/${pid}/exe`)) === (await realpath(server.program));
}
