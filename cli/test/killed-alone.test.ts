import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@touchstone/servers';
import {
  createStudent,
  temporaryFolder,
  waitFor,
  type TemporaryFolder,
} from '@touchstone/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { wrongHello, tinyCourse } from './fixtures.ts';
import { killCommands, touchstone, type RunningCommand } from './running-command.ts';

/** Only the first process of a server or service is killed, and what it has started lives on. */
let folder: TemporaryFolder;
let command: RunningCommand;
let url: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  command = touchstone(
    ...['stack', '--data', join(folder.path, 'stack'), '--port', String(await freePort())],
    ...['--course', tinyCourse, '--apis', '1', '--graders', '1'],
  );
  const [, address = ''] = await command.printed(/is ready: (\S+) [^]*Ctrl-C/);
  url = address;
});
afterAll(async () => {
  killCommands();
  await folder.remove();
});

interface Seen {
  readonly pid: number;
  readonly parent: number;
}

function processes(): Seen[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent) }];
    } catch {
      return [];
    }
  });
}
const isRunning = (pid: number): boolean => processes().some((one) => one.pid === pid);
const childrenOf = (parent: number): number[] =>
  processes().flatMap((one) => (one.parent === parent ? [one.pid] : []));
const allBelow = (parent: number): number[] =>
  childrenOf(parent).flatMap((child) => [child, ...allBelow(child)]);

function isSandbox(pid: number): boolean {
  try {
    return (
      readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'bwrap' && childrenOf(pid).length > 0
    );
  } catch {
    return false;
  }
}

function worksIn(pid: number, path: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`).startsWith(path);
  } catch {
    return false;
  }
}

function pidOf(name: string): number {
  const [, list = ''] = /processes {2}(.*)/.exec(command.stdout()) ?? [];
  return Number(new RegExp(`${name} (\\d+)`).exec(list)?.[1]);
}

async function gradesAgain(): Promise<void> {
  await waitFor(
    async () => {
      const student = await createStudent(url);
      const { id } = await student.handIn('hello', `${wrongHello}# ${performance.now()}\n`);
      return (await student.graded(id)).result?.verdict === 'failed';
    },
    { what: 'a submission that is graded' },
  );
}

/**
 * Those that a server or service has, and would leave. The sandboxes of a grader are its own children,
 * or those of the stack, which starts them for it when it is root; there is one grader, so all are its.
 */
function hasOf(name: string): number[] {
  const isGrader = name.startsWith('grader-api');
  return isGrader ? allBelow(command.pid).filter(isSandbox) : childrenOf(pidOf(name));
}

/** Kills it alone; what it has is frozen, so that it ends by nothing that it notices. */
async function killAlone(name: string): Promise<number[]> {
  const has = await waitFor(() => (hasOf(name).length > 0 ? hasOf(name) : null), {
    what: `what ${name} has started`,
  });
  const left = has.flatMap((pid) => [pid, ...allBelow(pid)]);
  for (const pid of has) process.kill(pid, 'SIGSTOP');
  process.kill(pidOf(name), 'SIGKILL');
  await waitFor(() => command.stderr().includes(`${name} is running again.`), {
    what: `${name} again`,
  });
  return left;
}

it.each(['nginx', 'postgres', 'grader-api-1'])(
  'starts %s again when it alone is killed, and ends what it has left',
  async (name) => {
    const left = await killAlone(name);
    await waitFor(() => !left.some(isRunning), { what: `the end of what ${name} left` });
    await gradesAgain();
    expect(command.stderr()).not.toContain(`${name} did not start`);
  },
);

it('reports that no process is left running', async () => {
  const own = new Set([command.pid]);
  for (let before = 0; before !== own.size;) {
    before = own.size;
    for (const { pid, parent } of processes()) if (own.has(parent)) own.add(pid);
  }
  command.kill('SIGINT');
  expect(await command.exited).toBe(0);
  expect(command.stdout()).toContain('Stopped. No process is left running.');
  expect([...own].filter(isRunning)).toEqual([]);
  expect(processes().filter(({ pid }) => worksIn(pid, folder.path))).toEqual([]);
});
