import { readdir, readFile, readlink } from 'node:fs/promises';

const pageKiB = 4;

/** What the processes below one of them hold together. */
export interface Below {
  readonly pids: readonly number[];
  readonly residentKiB: number;
  /** Namespaces that are not this process's own, by their links. */
  readonly namespaces: ReadonlySet<string>;
  readonly descriptors: number;
  readonly mounts: number;
  /** Processes of another user, or that may not be looked into: only counted and weighed. */
  readonly closed: number;
}

/** All below a process but those given; what ends while it is being looked at is left out. */
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

async function descendantsOf(root: number): Promise<number[]> {
  const children = new Map<number, number[]>();
  for (const name of await readdir('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const parent = await parentOf(pid);
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found: number[] = [];
  const waiting = [root];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    const next = children.get(pid) ?? [];
    found.push(...next);
    waiting.push(...next);
  }
  return found;
}

async function parentOf(pid: number): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  // The name, in parentheses, may itself hold spaces and parentheses.
  return stat === null ? null : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}
