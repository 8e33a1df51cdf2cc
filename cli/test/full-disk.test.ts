import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { healthSchema } from '@touchstone/contracts';
import { freePort } from '@touchstone/servers';
import {
  createStudent,
  fillDisk,
  onSmallDisk,
  temporaryFolder,
  waitFor,
  type Ballast,
  type Student,
  type TemporaryFolder,
} from '@touchstone/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tinyCourse } from './fixtures.ts';
import { killCommands, touchstoneBy, type RunningCommand } from './running-command.ts';

const diskMiB = 256;
const studentCount = 6;
/** With the waits between them they take some seconds, in which what was killed is started again and again. */
const triesWhileFull = 100;
const pauseMs = 250;

/** A stack whose data, logs and terminal are on its own small disk. */
let folder: TemporaryFolder;
let command: RunningCommand;
let url: string;
let ballast: Ballast | undefined;
/** The disk, which only the stack has, from here. */
const onDisk = (name: string): string =>
  `/proc/${command.pid}/root${join(folder.path, 'disk', name)}`;
const terminal = (): Promise<string> => readFile(onDisk('terminal.log'), 'utf8');

beforeAll(async () => {
  folder = await temporaryFolder();
  const disk = join(folder.path, 'disk');
  await mkdir(disk);
  const starter = [
    ...onSmallDisk(disk, diskMiB),
    // The usual floor of free disk is more than this disk has.
    ...['/usr/bin/env', 'TOUCHSTONE_MIN_FREE_MIB=1'],
    ...['/bin/sh', '-c', 'exec "$@" >>"$0" 2>&1', join(disk, 'terminal.log')],
  ];
  command = touchstoneBy(
    starter,
    ...['stack', '--data', join(disk, 'stack'), '--port', String(await freePort())],
    ...['--course', tinyCourse, '--apis', '2', '--graders', '2'],
  );
  const [, address = ''] = await waitFor(
    async () => /is ready: (\S+) [^]*Ctrl-C/.exec(await terminal()),
    { what: 'the stack', timeoutMs: 600_000 },
  );
  url = address;
});
afterAll(async () => {
  ballast?.remove();
  killCommands();
  await command.exited;
  await folder.remove();
});

/** The processes as they were when the stack began, by name. */
async function firstProcesses(): Promise<Map<string, number>> {
  const [, list = ''] = /processes {2}(.*)/.exec(await terminal()) ?? [];
  return new Map(
    list.split(', ').map((entry) => {
      const [name = '', pid] = entry.split(' ');
      return [name, Number(pid)];
    }),
  );
}

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** As large as a program may be, and unlike any other. */
const program = (): string =>
  `def double(n):\n    return n * 2\n\n\n# ${randomBytes(30_000).toString('hex')}\n`;

interface Tries {
  readonly accepted: { student: Student; id: string }[];
  readonly statuses: Map<number | 'no answer', number>;
}

const countOf = ({ statuses }: Tries): number =>
  [...statuses.values()].reduce((sum, count) => sum + count, 0);

/** Hands in again and again, whatever comes of it. */
async function keepHandingIn(student: Student, tries: Tries, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const status = await student.tryToHandIn('double', program()).then(
      async (answer) => {
        if (!('submission' in answer)) return answer.status;
        const { id } = answer.submission;
        tries.accepted.push({ student, id });
        await student.graded(id, 120_000);
        return answer.status;
      },
      () => 'no answer' as const,
    );
    tries.statuses.set(status, (tries.statuses.get(status) ?? 0) + 1);
    // As the page does before it tries again.
    if (status !== 202) await delay(pauseMs);
  }
}

const readiness = async (): Promise<readonly string[]> => {
  const answer = await fetch(`${url}/health/ready`);
  return healthSchema.parse(await answer.json()).reasons;
};

it('loses nothing that was accepted when its disk is full, and recovers automatically', async () => {
  const tries: Tries = { accepted: [], statuses: new Map() };
  const students = await Promise.all(
    Array.from({ length: studentCount }, () => createStudent(url)),
  );
  let isOver = false;
  const playing = students.map((student) => keepHandingIn(student, tries, () => isOver));
  await waitFor(() => tries.accepted.length > 3 * studentCount, { what: 'the first results' });
  const processes = await firstProcesses();

  const logs = ['terminal.log', 'stack/programming-api-1.log', 'stack/grader-api-1.log'];
  ballast = fillDisk(onDisk('ballast'), logs.map(onDisk));
  // Some submission finds no room, and readiness says why, or that the database is away for it.
  await waitFor(() => [...tries.statuses.keys()].some((status) => Number(status) >= 500), {
    what: 'a refusal because of the full disk',
  });
  await waitFor(async () => /disk is full|does not answer/.test((await readiness()).join(' ')), {
    what: 'the reason',
  });
  // None of ours has ended by what it could not write.
  for (const [name, pid] of processes) {
    if (/-api-/.test(name)) expect([name, isRunning(pid)]).toEqual([name, true]);
  }
  // A process that exits now may be unable to restart while it can't write its files.
  for (const name of ['postgres', 'redis', 'nginx', 'programming-api-1', 'grader-api-1']) {
    process.kill(processes.get(name) ?? 0, 'SIGKILL');
  }
  const seenTries = countOf(tries);
  await waitFor(() => countOf(tries) > seenTries + triesWhileFull, { what: 'further tries' });

  ballast.remove();
  await waitFor(async () => (await readiness()).length === 0, { what: 'a system that is ready' });
  const before = tries.accepted.length;
  await waitFor(() => tries.accepted.length > before + studentCount, { what: 'new submissions' });
  isOver = true;
  await Promise.all(playing);

  for (const { student, id } of tries.accepted) {
    const { status, result } = await student.read(id);
    expect([id, status, result?.verdict]).toEqual([id, 'graded', 'passed']);
  }
  command.kill('SIGINT');
  await waitFor(async () => (await terminal()).includes('Stopped. No process is left running.'), {
    what: 'the end',
  });
});
