import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createStudent } from '@touchstone/test-kit';
import { expect } from 'vitest';
import { wrongHello } from './fixtures.ts';

export const isRoot = process.getuid?.() === 0;
const python = '/usr/bin/python3';
const reachProgram = readFileSync(new URL('reach.py', import.meta.url), 'utf8');

export interface Surroundings {
  pids: readonly number[];
  files: readonly string[];
  folders: readonly string[];
  sockets: readonly string[];
  ports: readonly (readonly [port: number, question: string])[];
}
const pidLists = ['environs', 'memories', 'roots', 'openFiles', 'traced', 'signalled'] as const;
type Reach = Record<(typeof pidLists)[number], number[]> &
  Record<'files' | 'written' | 'folders' | 'sockets' | 'answers', string[]>;

export const nothing: Reach = {
  environs: [],
  memories: [],
  roots: [],
  openFiles: [],
  traced: [],
  signalled: [],
  files: [],
  written: [],
  folders: [],
  sockets: [],
  answers: [],
};

/** What a process with that uid, outside of a sandbox, can reach; null: this process's uid. */
export async function reachOf(
  uid: number | null,
  surroundings: Surroundings,
  ...args: string[]
): Promise<Reach> {
  const probe = promisify(execFile)(python, ['-I', '-c', reachProgram, ...args], {
    cwd: '/',
    env: {},
    ...(uid === null ? {} : { uid, gid: uid }),
  });
  probe.child.stdin?.end(JSON.stringify(surroundings));
  return JSON.parse((await probe).stdout) as Reach;
}

/**
 * Like `reachOf`, without the processes that have that uid by now: a sandbox that was just starting
 * had another one when it was listed.
 */
export async function reachOfOthers(uid: number, surroundings: Surroundings): Promise<Reach> {
  const reach = await reachOf(uid, surroundings);
  for (const list of pidLists) reach[list] = reach[list].filter((pid) => uidOf(pid) !== uid);
  return reach;
}

export interface SeenProcess {
  readonly pid: number;
  readonly uid: number;
  readonly name: string;
  readonly shown: string;
}

/** A process and all its descendants. */
export function processesFrom(root: number): SeenProcess[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const stat = tryRead(`/proc/${entry}/stat`);
    const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
    if (stat !== '') parents.set(Number(entry), Number(parent));
  }
  const below = (pid: number): number[] =>
    [...parents].flatMap(([child, parent]) => (parent === pid ? [child, ...below(child)] : []));
  return [root, ...below(root)].map((pid) => ({
    pid,
    uid: uidOf(pid),
    name: tryRead(`/proc/${pid}/comm`).trim(),
    shown: tryRead(`/proc/${pid}/environ`) + tryRead(`/proc/${pid}/cmdline`),
  }));
}

/** NaN if no such process runs. */
function uidOf(pid: number): number {
  return Number(/^Uid:\s+(\d+)/m.exec(tryRead(`/proc/${pid}/status`))?.[1]);
}

function tryRead(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

export function entriesOf(folder: string): Pick<Surroundings, 'files' | 'folders' | 'sockets'> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = (is: (entry: (typeof entries)[number]) => boolean): string[] =>
    entries.filter(is).map((entry) => join(entry.parentPath, entry.name));
  return {
    files: paths((entry) => entry.isFile()),
    folders: [folder, ...paths((entry) => entry.isDirectory())],
    sockets: paths((entry) => entry.isSocket()),
  };
}

/** The passwords of the stack and its services. */
export function secretsIn(folder: string): string[] {
  const { files } = entriesOf(folder);
  const whole = files.filter((file) => /\/secrets\/|password/.test(file));
  expect(whole.length).toBeGreaterThanOrEqual(9);
  return whole.map((file) => {
    const secret = readFileSync(file, 'utf8');
    return URL.canParse(secret) ? new URL(secret).password : secret;
  });
}

export async function gradeOne(url: string): Promise<void> {
  const student = await createStudent(url);
  const { id } = await student.handIn('hello', wrongHello);
  expect((await student.graded(id)).result?.verdict).toBe('failed');
}
