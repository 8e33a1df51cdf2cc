import { expect, onTestFinished, test } from 'vitest';
import { asUser, nodeInside } from './container.ts';
import { cgroupRoot, TestCgroup } from './delegated-cgroup.ts';
import { startGrader, type GraderClient } from './grader-client.ts';
import { jobOf, rightCode } from './jobs.ts';

const program = [nodeInside, '--import', 'tsx', 'grader-api/test/sandbox/grader-process.ts'];
const waitMs = 20_000;

/** The limit under test is that on memory. */
const patient = { cpuSeconds: 10, wallSeconds: 30 };

/** Takes more than the limit, but no more than the limit on the heap. */
const filling = jobOf({
  code: `
for name in ("/tmp/a", "/submission/b"):
    with open(name, "wb") as file:
        for _ in range(15):
            file.write(bytes(2**20))
${rightCode}`,
  limits: { ...patient, memoryMiB: 12 },
});
const hogging = jobOf({ code: 'x = bytearray(2**31)\n', limits: patient });

const limits = ({ introduction }: GraderClient) => introduction.parts['memory limited by'];

async function expectRlimits(grader: GraderClient, reason: RegExp) {
  onTestFinished(() => grader.close());
  expect(limits(grader)).toMatch(reason);
  expect(grader.introduction.description).toMatch(/memory limited by rlimits$/);
  // Files in memory have a separate limit: rlimits do not count them with the heap.
  const reports = [grader.grade('filling', filling), grader.grade('hogging', hogging)];
  expect((await Promise.all(reports)).map(({ verdict }) => verdict)).toEqual([
    'passed',
    'memory-limit',
  ]);
}

const root = cgroupRoot();
if (root === null) {
  test('rlimits apply and are named where cgroup v2 cannot limit memory or root cannot divide it', async () => {
    const grader = await startGrader([process.execPath, ...program.slice(1)]);
    await expectRlimits(grader, /^rlimits \((no cgroup v2 is mounted|\/.*)\)$/);
  });
} else {
  const userId = 1000;
  const started = async (options: { ownerId: number; userId: number }) => {
    const cgroup = new TestCgroup(root, options);
    return { cgroup, grader: await startGrader(cgroup.around(asUser(options.userId, program))) };
  };
  const until = (condition: () => boolean) =>
    expect.poll(condition, { timeout: waitMs, interval: 5 }).toBe(true);

  for (const id of [userId, 0]) {
    test(`a delegated cgroup limits all memory of a program, with user ${id}`, async () => {
      const { cgroup, grader } = await started({ ownerId: id, userId: id });
      expect(limits(grader)).toBe('cgroup v2');
      expect(grader.introduction.probes.filter(({ found }) => found !== null)).toEqual([]);
      const tried = await Promise.all([
        grader.grade('filling', filling),
        grader.grade('filling split', {
          ...filling,
          bundle: { ...filling.bundle, judge: 'split' },
        }),
        grader.grade('hogging', hogging),
        ...(['shared', 'split'] as const).map((judge) =>
          grader.grade(judge, jobOf({ code: rightCode, judge, limits: patient })),
        ),
      ]);
      expect(tried.map(({ verdict }) => verdict)).toEqual([
        ...['memory-limit', 'memory-limit', 'memory-limit', 'passed', 'passed'],
      ]);
      await grader.close();
      expect(cgroup.gradings()).toEqual([]);
      cgroup.remove();
    });
  }

  test('each process runs in a separate cgroup, and the next grader removes those of a killed one', async () => {
    const { cgroup, grader } = await started({ ownerId: userId, userId });
    const code = `import time\ntime.sleep(1000)\n${rightCode}`;
    const wallSeconds = 50;
    grader
      .grade('slow', jobOf({ code, judge: 'split', limits: { wallSeconds } }))
      .catch(() => null);
    for (const each of ['student', 'judge'] as const) {
      await until(() => cgroup.read(each, 'pids.current') === '1');
      expect(cgroup.read(each, 'memory.swap.max') ?? '0').toBe('0');
      expect(cgroup.read(each, 'memory.oom.group')).toBe('1');
      expect(cgroup.read(each, 'pids.max')).toBe('64');
    }
    const bounds = ['student', 'judge'].map((each) =>
      Number(cgroup.read(each as 'judge', 'memory.max')),
    );
    const mebibyte = 2 ** 20;
    expect(bounds[0]).toBeGreaterThanOrEqual(256 * mebibyte);
    expect(bounds[0]).toBeLessThan(300 * mebibyte);
    expect((bounds[1] ?? 0) - (bounds[0] ?? 0)).toBe(256 * mebibyte);

    const left = cgroup.gradings();
    expect(left.length).toBeGreaterThan(0);
    // Its pid in this namespace, since it has no other.
    process.kill(grader.introduction.pid, 'SIGKILL');
    await grader.ended;
    const next = await startGrader(cgroup.around(asUser(userId, program)));
    expect(limits(next)).toBe('cgroup v2');
    expect(cgroup.gradings().filter((name) => left.includes(name))).toEqual([]);
    await next.close();
    expect(cgroup.gradings()).toEqual([]);
    cgroup.remove();
  });

  test('rlimits apply and are named in a cgroup that is not delegated', async () => {
    const { grader } = await started({ ownerId: 0, userId });
    await expectRlimits(grader, /not this user's to write to/);
  });
}
