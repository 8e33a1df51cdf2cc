import { readdir, readFile, readlink } from 'node:fs/promises';

const pageKiB = 4;

/** What all descendants of a process have together. */
export interface Below {
  readonly pids: readonly number[];
  readonly residentKiB: number;
  /** Namespaces that are not this process's own, by their links. */
  readonly namespaces: ReadonlySet<string>;
  readonly descriptors: number;
  readonly mounts: number;
  /** Processes of another user, or that cannot be inspected: only their number and memory count. */
  readonly closed: number;
}

/** Inspects all descendants of a process except those given; skips those that exit meanwhile. */
export async function lookBelow(root: number, except: ReadonlySet<number>): Promise<Below> {
  const own = new Set(await namespacesOf('self'));
  const pids: number[] = [];
  const namespaces = new Set<string>();
  let [residentKiB, descriptors, mounts, closed] = [0, 0, 0, 0];
  for (const pid of await descendantsOf(root)) {
    if (except.has(pid)) continue;
    const pages = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => null);
    if (pages === null) continue;
    pids.push(pid);
    residentKiB += Number(pages.split(' ')[1]) * pageKiB;
    try {
      for (const link of await namespacesOf(pid)) if (!own.has(link)) namespaces.add(link);
      descriptors += (await readdir(`/proc/${pid}/fd`)).length;
      mounts += await mountsOf(pid);
    } catch {
      closed += 1;
    }
  }
  return { pids, residentKiB, namespaces, descriptors, mounts, closed };
}

export async function mountsOf(pid: number | 'self'): Promise<number> {
  const mounts = await readFile(`/proc/${pid}/mountinfo`, 'utf8');
  return mounts.split('\n').length - 1;
}

async function namespacesOf(pid: number | 'self'): Promise<string[]> {
  const folder = `/proc/${pid}/ns`;
  const names = await readdir(folder);
  return Promise.all(names.map((name) => readlink(`${folder}/${name}`)));
}

/** All descendants of a process that run at this moment. */
export async function descendantsOf(root: number): Promise<number[]> {
  const children = new Map<number, number[]>();
  for (const name of await readdir('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const parent = Number((await statOf(pid)).fields[1]);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const below = (pid: number): number[] =>
    (children.get(pid) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(root);
}

/** From /proc/PID/stat, the process's name and the fields after it; none if the process is gone. */
export async function statOf(pid: number): Promise<{ name: string; fields: string[] }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name, in parentheses, may contain spaces and parentheses.
  const nameEnd = stat.lastIndexOf(')');
  const name = stat.slice(stat.indexOf('(') + 1, nameEnd);
  return { name, fields: stat.slice(nameEnd + 2).split(' ') };
}
