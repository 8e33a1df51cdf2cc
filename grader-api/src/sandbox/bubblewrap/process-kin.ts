import { readFileSync } from 'node:fs';

/** Of /proc/PID/stat, counted behind the name, which may hold anything. */
const parentField = 1;
const startField = 19;

/** Whether a process is this one, an ancestor or a descendant of it. */
export const isKin = (pid: number): boolean =>
  lineOf(process.pid).includes(pid) || lineOf(pid).includes(process.pid);

/** The process and its ancestors, as far as they can be seen. */
function lineOf(pid: number): number[] {
  const line: number[] = [];
  for (let each = pid; each > 0; each = Number(statOf(each)?.[parentField] ?? 0)) line.push(each);
  return line;
}

/** When it began, in the kernel's ticks: tells a process from a later one with its id. Null: it is gone. */
export const startOf = (pid: number): string | null => statOf(pid)?.[startField] ?? null;

function statOf(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
