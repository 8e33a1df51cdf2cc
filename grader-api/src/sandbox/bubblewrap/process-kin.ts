import { readFileSync } from 'node:fs';

/** Indexes of fields in /proc/PID/stat after the name, which may contain anything. */
const parentField = 1;
const startField = 19;

/** Whether a process is this one, or an ancestor or descendant of it. */
export const isKin = (pid: number): boolean =>
  ancestryOf(process.pid).includes(pid) || ancestryOf(pid).includes(process.pid);

/** The process and its ancestors, as far as this PID namespace shows them. */
function ancestryOf(pid: number): number[] {
  const ancestry: number[] = [];
  for (let each = pid; each > 0; each = Number(statOf(each)?.[parentField] ?? 0)) {
    ancestry.push(each);
  }
  return ancestry;
}

/** When the process started, in kernel ticks; null if it is gone. Distinguishes it from a later one with its id. */
export const startOf = (pid: number): string | null => statOf(pid)?.[startField] ?? null;

function statOf(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
