import type { Stack } from '@touchstone/cli/stack';
import { descendantsOf, statOf } from '../soak/processes.ts';

/** Linux counts in hundredths of a second on every machine (USER_HZ). */
const tickMs = 10;

/** Processor time of each kind of process of a stack so far, in ms, including child processes. */
export async function processorMs(
  stack: Pick<Stack, 'processes'>,
): Promise<Record<string, number>> {
  const used: Record<string, number> = {};
  for (const { name, pid } of stack.processes) {
    const kind = name.replace(/-\d+$/, '');
    const pids = pid === null ? [] : [pid, ...(await descendantsOf(pid))];
    const millis = await Promise.all(pids.map(usedMs));
    used[kind] = millis.reduce((sum, one) => sum + one, used[kind] ?? 0);
  }
  return used;
}

/** Its own time and that of the children that it has waited for: fields 14 to 17 of /proc/PID/stat. */
async function usedMs(pid: number): Promise<number> {
  const { fields } = await statOf(pid);
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * tickMs;
}
