import { readFile } from 'node:fs/promises';
import type { Stack } from '@touchstone/cli/stack';
import { descendants } from './descendants.ts';

/** Linux counts in hundredths of a second, whatever the machine (USER_HZ). */
const tickMs = 10;

/** Processor time, in ms, that each kind of process of a stack has used so far, its children's too. */
export async function processorMs(
  stack: Pick<Stack, 'processes'>,
): Promise<Record<string, number>> {
  const used: Record<string, number> = {};
  for (const { name, pid } of stack.processes) {
    const kind = name.replace(/-\d+$/, '');
    const pids = pid === null ? [] : [pid, ...(await descendants(pid))];
    const millis = await Promise.all(pids.map(usedMs));
    used[kind] = millis.reduce((sum, one) => sum + one, used[kind] ?? 0);
  }
  return used;
}

/** Its own time and that of children whose end it has seen: fields 14 to 17 of /proc/PID/stat. */
async function usedMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  return fields.slice(11, 15).reduce((sum, ticks) => sum + ticks, 0) * tickMs;
}
