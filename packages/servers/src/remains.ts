import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Identifies what a process has started and left behind. The process group is not enough: each of
 * PostgreSQL's processes has its own group. So all processes that run the same program inside the
 * server's folder count as well; a shell that somebody has opened there does not.
 */
export interface Origin {
  /** The process that was started as the leader of a group. */
  readonly pid: number;
  readonly server?: { readonly folder: string; readonly program: string };
}

/** How long killed processes may take to disappear. */
const exitTimeoutMs = 5_000;
const pollMs = 10;

/** Process ids, without zombies. Needs /proc. */
export async function findRemains(origin: Origin): Promise<number[]> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.map(Number).filter((pid) => pid > 0);
  const belongs = await Promise.all(pids.map((pid) => isOf(origin, pid)));
  return pids.filter((_, index) => belongs[index]);
}

/** Kills what is left; resolves when it is gone, or when the timeout is over. */
export async function killRemains(origin: Origin): Promise<void> {
  const deadline = performance.now() + exitTimeoutMs;
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
    // It has exited in the meantime.
  }
}

async function isOf({ pid: leader, server }: Origin, pid: number): Promise<boolean> {
  try {
    const { state, group } = await readStat(pid);
    if (state === 'Z' || state === 'X') return false;
    if (group === leader) return true;
    return server !== undefined && (await runsIn(server, pid));
  } catch {
    return false;
  }
}

async function runsIn(server: NonNullable<Origin['server']>, pid: number): Promise<boolean> {
  if (!(await isInFolder(pid, await realpath(server.folder)))) return false;
  return (await readlink(`/proc/${pid}/exe`)) === (await realpath(server.program));
}

/** Whether the working directory of a process is in the folder. */
export const isInFolder = async (pid: number, folder: string): Promise<boolean> =>
  `${await readlink(`/proc/${pid}/cwd`)}/`.startsWith(`${folder}/`);

export async function readStat(
  pid: number,
): Promise<{ state: string | undefined; parent: number; group: number }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The second field, in parentheses, may contain spaces.
  const [state, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state, parent: Number(parent), group: Number(group) };
}
