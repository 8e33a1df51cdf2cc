import { readdir, readFile } from 'node:fs/promises';

/** Resident memory of these processes and their children, what they share counted for each. */
export async function residentMiB(pids: readonly number[]): Promise<number> {
  const below = await Promise.all(pids.map(children));
  const resident = await Promise.all([...pids, ...below.flat()].map(residentKiB));
  return resident.reduce((sum, kiB) => sum + kiB, 0) / 1024;
}

async function children(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`);
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8')),
  );
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
}

async function residentKiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s*(\d+)/m.exec(status)?.[1] ?? 0);
}
