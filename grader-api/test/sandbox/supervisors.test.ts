import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism, getPriority } from 'node:os';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import {
  createBubblewrapSandbox,
  type BubblewrapOptions,
} from '../../src/sandbox/bubblewrap/bubblewrap.ts';
import { SandboxError } from '../../src/sandbox/sandbox.ts';
import { jobOf, rightCode } from './jobs.ts';
import {
  hostUids,
  hugePageBytes,
  mountCount,
  residentBytes,
  sandboxProcesses,
  schedulingGroup,
  supervisorPids,
} from './processes.ts';

const waitMs = 10_000;
const python = '/usr/bin/python3';

function createSandbox(options: Partial<BubblewrapOptions> = {}) {
  const sandbox = createBubblewrapSandbox({ python, slots: 1, ...options });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

const rightJob = jobOf({ code: rightCode });
const slowJob = (seconds: number) =>
  jobOf({
    code: `import time\ntime.sleep(${seconds})\n${rightCode}`,
    limits: { wallSeconds: 20 },
  });

/** A single process; 0 and negative numbers would mean groups of them. */
function kill(pid: number | undefined): void {
  if (pid === undefined || pid <= 1) throw new Error('there is no such supervisor');
  process.kill(pid, 'SIGKILL');
}

const until = (condition: () => boolean) =>
  expect.poll(condition, { timeout: waitMs, interval: 5 }).toBe(true);

/** Two for each supervisor that is busy in shared mode, and one more for its bubblewrap. */
const atWork = (count: number) => until(() => sandboxProcesses().length === 3 * count);

test('a killed supervisor loses no job, and affects no other', async () => {
  const observed: string[] = [];
  const observer = {
    started: () => void observed.push('started'),
    startFailed: () => void observed.push('failed'),
    waited: () => void observed.push('waited'),
  };
  const sandbox = createSandbox({ slots: 2, observer });
  const gradings = [sandbox.grade(slowJob(0.5)), sandbox.grade(slowJob(0.5))];
  await atWork(2);
  const [victim, neighbour] = supervisorPids();
  kill(victim);
  for (const report of await Promise.all(gradings)) expect(report.verdict).toBe('passed');
  expect(supervisorPids()).toContain(neighbour);
  expect(supervisorPids()).not.toContain(victim);
  // Three were needed, and the first of the lost job may have been killed before it was warm.
  const count = (what: string) => observed.filter((each) => each === what).length;
  expect(count('waited') + count('failed')).toBe(3);
  expect(count('started') + count('failed')).toBeGreaterThanOrEqual(3);
});

test('a job during which two supervisors die is given up', async () => {
  const sandbox = createSandbox();
  const given = expect(sandbox.grade(slowJob(1_000))).rejects.toThrow(SandboxError);
  await atWork(1);
  const [first] = supervisorPids();
  kill(first);
  const successor = () => supervisorPids().find((pid) => pid !== first);
  await until(() => successor() !== undefined && sandboxProcesses().length === 3);
  kill(successor());
  await given;
  await expect(sandbox.grade(rightJob)).resolves.toMatchObject({ verdict: 'passed' });
});

test('gradings leave the processors to servers that want them', async () => {
  const sandbox = createSandbox();
  // A supervisor that becomes warm has child processes, too.
  await sandbox.grade(rightJob);
  const grading = sandbox.grade(slowJob(0.5));
  await atWork(1);
  const [, ...inside] = sandboxProcesses();
  expect(inside.map((pid) => getPriority(pid))).toEqual([getPriority() + 2, getPriority() + 2]);
  const groups = inside.map(schedulingGroup);
  if (groups.every((group) => group === null))
    expect(existsSync('/proc/self/autogroup')).toBe(false);
  else expect(new Set(groups)).toEqual(new Set([expect.stringMatching(/ nice 2\n$/)]));
  await grading;
});

test('a frozen supervisor is replaced, and its job is still done', async () => {
  const sandbox = createSandbox({ backstopMs: 500 });
  const grading = sandbox.grade(
    jobOf({ code: `import time\ntime.sleep(0.5)\n${rightCode}`, limits: { wallSeconds: 1 } }),
  );
  await atWork(1);
  for (const pid of supervisorPids()) process.kill(pid, 'SIGSTOP');
  await expect(grading).resolves.toMatchObject({ verdict: 'passed' });
});

test('closing ends running jobs, and leaves no process', async () => {
  const sandbox = createSandbox();
  const rejected = expect(sandbox.grade(slowJob(1_000))).rejects.toThrow(SandboxError);
  await atWork(1);
  await sandbox.close();
  await rejected;
  await until(() => sandboxProcesses().length === 0);
  await expect(sandbox.grade(rightJob)).rejects.toThrow('closed');
});

test('a supervisor that has grown is replaced', async () => {
  const sandbox = createSandbox({ maxGrowthBytes: -1 });
  await sandbox.grade(rightJob);
  const [first] = supervisorPids();
  await until(() => supervisorPids()[0] !== first);
  await expect(sandbox.grade(rightJob)).resolves.toMatchObject({ verdict: 'passed' });
});

test('two gradings run concurrently, and the next one waits', async () => {
  const sandbox = createSandbox({ slots: 2 });
  await Promise.all([sandbox.grade(rightJob), sandbox.grade(rightJob)]);
  const gradings = Array.from({ length: 3 }, () => sandbox.grade(slowJob(0.3)));
  await atWork(2);
  for (const report of await Promise.all(gradings)) expect(report.verdict).toBe('passed');
  expect(supervisorPids()).toHaveLength(2);
});

test('by default one grading runs per core', async () => {
  const sandbox = createBubblewrapSandbox({ python });
  onTestFinished(() => sandbox.close());
  await sandbox.check();
  await until(() => supervisorPids().length === availableParallelism());
});

test('listed modules are imported beforehand, and only for assignments that list them', async () => {
  const sandbox = createSandbox();
  const code = `import sys\nprint("wave" in sys.modules)\n${rightCode}`;
  const [warm, cold] = [
    await sandbox.grade(jobOf({ code, preload: ['wave'] })),
    await sandbox.grade(jobOf({ code })),
  ];
  expect([warm.output, cold.output]).toEqual(['True\n', 'False\n']);
  await expect(sandbox.grade(jobOf({ code, preload: ['no_such_module'] }))).rejects.toThrow(
    /No module named 'no_such_module'/,
  );
});

test('hundreds of gradings leave nothing behind', async () => {
  const sandbox = createSandbox({ slots: 2 });
  const programs = [
    rightCode,
    'import threading, time\nthreading.Thread(target=time.sleep, args=(9,)).start()\nx = 1 / 0\n',
    'open("/tmp/left", "w").write("x" * 100_000)\nimport os\nos._exit(3)\n',
    'import socket\nkept = [socket.socketpair() for _ in range(20)]\n',
    'data = [0] * 10**9\n',
  ];
  const grade = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, index) =>
        sandbox.record(
          jobOf({
            code: programs[index % programs.length] ?? rightCode,
            judge: index % 2 === 0 ? 'shared' : 'split',
          }),
        ),
      ),
    );
  await grade(20);
  const before = supervisorPids();
  const [mounts, resident] = [before.map(mountCount), before.map(residentBytes)];
  await grade(300);
  await until(() => sandboxProcesses().length === 4);
  expect(supervisorPids()).toEqual(before);
  expect(before.map(mountCount)).toEqual(mounts);
  before.forEach((pid, index) => {
    expect(residentBytes(pid)).toBeLessThan((resident[index] ?? 0) + 1_000_000);
  });
});

/** Whether the kernel puts memory on a huge page on request. */
const collapseProgram = `
import ctypes, mmap
memory = mmap.mmap(-1, 8 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
memory.write(b"x" * (8 << 20))
start = ctypes.addressof(ctypes.c_char.from_buffer(memory))
block = -(-start // (2 << 20)) * (2 << 20)
libc = ctypes.CDLL(None)
libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
print(libc.madvise(block, 2 << 20, 25) == 0)
`;

test('the code of Python is on huge pages, if the kernel provides any', async () => {
  const { stdout } = await promisify(execFile)(python, ['-c', collapseProgram]);
  const sandbox = createSandbox();
  expect((await sandbox.grade(rightJob)).verdict).toBe('passed');
  const [supervisor] = supervisorPids();
  // Its heap is on huge pages as well, until the first grading that writes to them splits them.
  const atLeast = stdout.trim() === 'True' ? 2 * 2 ** 20 : 0;
  expect(hugePageBytes(supervisor ?? 0)).toBeGreaterThanOrEqual(atLeast);
});

test('no process of a sandbox is the host\u2019s root', async () => {
  const sandbox = createSandbox();
  const grading = sandbox.grade(slowJob(0.3));
  await atWork(1);
  const uids = sandboxProcesses().flatMap(hostUids);
  expect(uids).not.toEqual([]);
  expect(uids).not.toContain('0');
  await grading;
});

/** Searches all memory of its process that it can find for a number with certain first digits. */
const searchMemory = `
import ctypes, gc, os, re

libc = ctypes.CDLL(None)
out, into = os.pipe()
page = 4096
starts = {id(each) // 2**20 for each in gc.get_objects()} | {libc.malloc(n) // 2**20 for n in (99, 9**6)}
pages = {first + n for block in starts for first in [block * 256] for n in range(-512, 768)}
for number in sorted(pages):
    # The kernel says whether it is mapped, where a look of our own would crash.
    if libc.write(into, ctypes.c_void_p(number * page), page) == page:
        if re.search(rb"SECRET-[0-9]{9}", os.read(out, page)):
            print("found")
            break
print("searched")
`;

test('tests and their values are in no memory of the student\u2019s process', async () => {
  const sandbox = createSandbox();
  const hiddenTests = `
import unittest
from submission import hello

class TestSecret(unittest.TestCase):
    def test_secret(self):
        self.assertEqual(hello("x"), "SECRET-123456789")
`;
  const limits = { cpuSeconds: 10, wallSeconds: 30 };
  const code = `${searchMemory}\n${rightCode}`;
  const search = async (judge: 'shared' | 'split') => {
    // Recording runs the tests like any grading, and needs no record.
    const { report } = await sandbox.record(jobOf({ code, hiddenTests, limits, judge }));
    return report.output;
  };
  // In one process with the tests it is found, so the search works.
  expect(await search('shared')).toBe('found\nsearched\n');
  // It is not found in what earlier gradings of the same supervisor left behind.
  for (let time = 0; time < 2; time += 1) expect(await search('split')).toBe('searched\n');
  expect(supervisorPids()).toHaveLength(1);
});
