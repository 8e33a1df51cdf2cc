import { execFile } from 'node:child_process';
import { access, constants, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { ownCgroup } from './own-cgroup.ts';
import { isKin } from './process-kin.ts';

/** A cgroup in which this process may create others, or the reason why there is none. */
export type Delegation = { readonly folder: string } | { readonly missing: string };

/** A cgroup that contains others may not contain processes itself: they move into this one. */
const leafName = 'touchstone-graders';
/** Created in the host's root cgroup, whose other processes must not be moved. */
const topName = 'touchstone';

const controllers = ['memory', 'pids'];
const maxMoves = 10;

/** Attributes by which systemd marks a unit's cgroup as delegated (`Delegate=yes`). */
const delegateAttributes = `
import os, sys
for name in ("user.delegate", "trusted.delegate"):
    try:
        if os.getxattr(sys.argv[1], name) == b"1":
            sys.exit(0)
    except OSError:
        pass
sys.exit(1)
`;

/**
 * Finds out whether this process's own cgroup is delegated to it. If so, prepares it to contain others:
 * its processes, which must be this one, its ancestors and its descendants only, move into a leaf, and
 * the controllers are enabled below. May be repeated, also by another grader in the same cgroup.
 */
export async function claimCgroup(python: string): Promise<Delegation> {
  const own = await ownCgroup();
  if (own === null) return { missing: 'no cgroup v2 is mounted' };
  const base = path.basename(own) === leafName ? path.dirname(own) : own;
  const missing = await whyNot(base, python);
  if (missing !== null) return { missing };
  try {
    const folder = (await isHostsRoot(base)) ? await makeTop(base) : base;
    await moveIntoLeaf(folder);
    await writable(path.join(folder, leafName, 'cgroup.kill'));
    return { folder };
  } catch (error) {
    return { missing: `${own} can't be divided: ${(error as Error).message}` };
  }
}

async function whyNot(base: string, python: string): Promise<string | null> {
  const there = (await readFile(path.join(base, 'cgroup.controllers'), 'utf8')).trim().split(' ');
  const lacking = controllers.filter((name) => !there.includes(name));
  if (lacking.length > 0) return `${base} has no controller for ${lacking.join(' and ')}`;
  try {
    for (const name of ['', 'cgroup.procs', 'cgroup.subtree_control']) {
      await writable(path.join(base, name));
    }
  } catch {
    return `this user may not write to ${base}`;
  }
  if (isUnit(base) && !(await isDelegatedUnit(base, python))) {
    return `systemd does not delegate ${base}; set Delegate=yes in the unit`;
  }
  if (!(await isHostsRoot(base)) && !(await membersOf(base)).every(isKin)) {
    return `other processes run in ${base}`;
  }
  return null;
}

const writable = (file: string) => access(file, constants.W_OK);

const isUnit = (folder: string) => /\.(service|scope|slice)$/.test(folder);

async function isDelegatedUnit(folder: string, python: string): Promise<boolean> {
  try {
    await promisify(execFile)(python, ['-I', '-S', '-c', delegateAttributes, folder]);
    return true;
  } catch {
    return false;
  }
}

/** The root is the only cgroup without a type. */
async function isHostsRoot(folder: string): Promise<boolean> {
  try {
    await access(path.join(folder, 'cgroup.type'));
    return false;
  } catch {
    return true;
  }
}

/** 0 stands for a process that this PID namespace does not show. */
async function membersOf(folder: string): Promise<number[]> {
  const members = await readFile(path.join(folder, 'cgroup.procs'), 'utf8');
  return members.split('\n').filter(Boolean).map(Number);
}

async function makeTop(root: string): Promise<string> {
  await enableControllers(root);
  const top = path.join(root, topName);
  await mkdir(top, { recursive: true });
  await move(process.pid, path.join(top, leafName));
  return top;
}

/** Repeats while processes that started in the meantime are found. */
async function moveIntoLeaf(folder: string): Promise<void> {
  for (let time = 1; ; time += 1) {
    for (const member of await membersOf(folder)) await move(member, path.join(folder, leafName));
    try {
      await enableControllers(folder);
      return;
    } catch (error) {
      if (!isCode(error, 'EBUSY') || time === maxMoves) throw error;
    }
  }
}

async function move(pid: number, leaf: string): Promise<void> {
  await mkdir(leaf, { recursive: true });
  try {
    await writeFile(path.join(leaf, 'cgroup.procs'), String(pid));
  } catch (error) {
    // It has exited.
    if (!isCode(error, 'ESRCH')) throw error;
  }
}

export const enableControllers = (folder: string): Promise<void> =>
  writeFile(
    path.join(folder, 'cgroup.subtree_control'),
    controllers.map((name) => `+${name}`).join(' '),
  );

const isCode = (error: unknown, code: string) => (error as NodeJS.ErrnoException).code === code;
