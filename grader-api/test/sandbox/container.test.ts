import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Verdict } from '@touchstone/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inContainer, nodeInside } from './container.ts';
import { startGrader, type GraderClient } from './grader-client.ts';
import { jobOf, rightCode } from './jobs.ts';

const program = 'grader-api/test/sandbox/grader-process.ts';

let grader: GraderClient;
beforeAll(async () => {
  grader = await startGrader(inContainer([nodeInside, '--import', 'tsx', program]));
});
afterAll(() => grader.close());

/** The output of a command, or the failure. */
async function said(...command: string[]): Promise<string> {
  const [file = '', ...words] = inContainer(command);
  return promisify(execFile)(file, words).then(
    ({ stdout }) => stdout,
    () => 'failed',
  );
}

test('the container has as few rights as one of Docker', async () => {
  const status = await said('cat', '/proc/self/status');
  for (const set of ['Inh', 'Prm', 'Eff', 'Bnd', 'Amb']) {
    expect(status).toMatch(new RegExp(`^Cap${set}:\\s+0+$`, 'm'));
  }
  expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
  expect(status).toMatch(/^Uid:\s+1000\s+1000/m);
  expect(await said('touch', '/etc/probe')).toBe('failed');
  // Namespaces are available, but not a new /proc: it would show what the masks hide.
  expect(await said('unshare', '--user', '--pid', '--fork', 'echo', 'made')).toBe('made\n');
  const withProc = ['--user', '--map-root-user', '--pid', '--fork', '--mount-proc'];
  expect(await said('unshare', ...withProc, 'echo', 'made')).toBe('failed');
});

test('the self-test passes in the container', () => {
  const { description, probes, uid } = grader.introduction;
  expect(uid).toBe(1000);
  expect(description).toMatch(/^bubblewrap with .*, memory limited by rlimits$/);
  expect(probes.length).toBeGreaterThan(10);
  expect(probes.filter(({ found }) => found !== null)).toEqual([]);
});

const programs: readonly (readonly [title: string, verdict: Verdict, code: string])[] = [
  ['a right program passes', 'passed', rightCode],
  ['a wrong one fails', 'failed', 'def hello(name):\n    return name\n'],
  ['an endless loop is stopped', 'timeout', 'while True:\n    pass\n'],
  ['one that wants all memory is stopped', 'memory-limit', 'x = bytearray(2**31)\n'],
  ['one that forks fails', 'runtime-error', 'import os\nos.fork()\n'],
  ['one that reads the checkout fails', 'runtime-error', 'open("/mnt/checkout/package.json")\n'],
  ['one that reads /proc fails', 'runtime-error', 'open("/proc/self/status")\n'],
  [
    'one that makes namespaces fails',
    'runtime-error',
    'import os, ctypes\nx = ctypes.CDLL(None).unshare(0x10000000)\n1 / (x + 1)\n',
  ],
];

for (const judge of ['split', 'shared'] as const) {
  for (const [title, verdict, code] of programs) {
    test.concurrent(`${title}, with a ${judge} judge`, async () => {
      const limits = verdict === 'timeout' ? { cpuSeconds: 0.5 } : {};
      const report = await grader.grade(`${title} ${judge}`, jobOf({ code, judge, limits }));
      expect(report).toMatchObject({ verdict });
    });
  }
}
