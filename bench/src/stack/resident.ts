import { readFile } from 'node:fs/promises';
import { descendants } from './descendants.ts';

/** Resident memory of these processes and all below, what they share counted for each. */
export async function residentMiB(pids: readonly number[]): Promise<number> {
  const below = await Promise.all(pids.map(descendants));
  const resident = await Promise.all([...pids, ...below.flat()].map(residentKiB));
  return resident.reduce((sum, kiB) => sum + kiB, 0) / 1024;
}

async function residentKiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s*(\d+)/m.exec(status)?.[1] ?? 0);
}
