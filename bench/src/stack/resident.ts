import { readFile } from 'node:fs/promises';
import { descendantsOf } from '../soak/processes.ts';

/** Resident memory of these processes and their descendants, in MB; shared pages count for each. */
export async function residentMegabytes(pids: readonly number[]): Promise<number> {
  const below = await Promise.all(pids.map(descendantsOf));
  const resident = await Promise.all([...pids, ...below.flat()].map(residentKiB));
  return (resident.reduce((sum, kiB) => sum + kiB, 0) * 1024) / 1e6;
}

async function residentKiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s*(\d+)/m.exec(status)?.[1] ?? 0);
}
