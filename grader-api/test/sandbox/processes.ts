import { readdirSync, readFileSync } from 'node:fs';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
}

/** Ids of this process's children of that name and of all their descendants. */
export function sandboxProcesses(): number[] {
  const all = processes();
  const below = (pid: number): number[] =>
    all.filter(({ parent }) => parent === pid).flatMap((each) => [each.pid, ...below(each.pid)]);
  return all
    .filter(({ parent, name }) => parent === process.pid && name === 'bwrap')
    .flatMap(({ pid }) => [pid, ...below(pid)]);
}

/** Ids of the supervisors; each is the only child of a bubblewrap. */
export function supervisorPids(): number[] {
  const all = processes();
  const isOurs = (pid: number) =>
    all.some((each) => each.pid === pid && each.name === 'bwrap' && each.parent === process.pid);
  return all.filter(({ parent }) => isOurs(parent)).map(({ pid }) => pid);
}

/** The real, effective, saved and file system uids on the host; none if the process has exited. */
export function hostUids(pid: number): string[] {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return /^Uid:\s+(.*)$/m.exec(status)?.[1]?.split(/\s+/) ?? [];
  } catch {
    return [];
  }
}

/** As `/autogroup-12 nice 2`; null if the kernel schedules no sessions as groups. */
export function schedulingGroup(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/autogroup`, 'utf8');
  } catch {
    return null;
  }
}

export const mountCount = (pid: number): number =>
  readFileSync(`/proc/${pid}/mountinfo`, 'utf8').trimEnd().split('\n').length;

const pageBytes = 4096;

export const residentBytes = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * pageBytes;

/** Of its memory, except for files. */
export const hugePageBytes = (pid: number): number => {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^AnonHugePages:\s+(\d+) kB$/m.exec(rollup)?.[1]) * 1024;
};

function processes(): Process[] {
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      const [name = '', rest = ''] = stat.slice(stat.indexOf('(') + 1).split(/\) (?!.*\) )/);
      return [{ pid: Number(entry), parent: Number(rest.split(' ')[1]), name }];
    } catch {
      // It has just exited.
      return [];
    }
  });
}
