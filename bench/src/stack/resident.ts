import { readFile } from 'node:fs/promises';
import { descendants } from './descendants.ts';

/** Resident memory of these processes and all below, in MB; what they share counts for each. */
export async function residentMegabytes(pids: readonly number[]): Promise<number> {
  const below = await Promise.all(pids.map(descendants));
  const resident = await Promise.all([...pids, ...below.flat()].map(residentKiB));
  return (resident.reduce((sum, kiB) => sum + kiB, 0) * 1024) / 1e6;
}

async function residentKiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s*(\d+)/m.exec(status)?.[1] ?? 0);
}
