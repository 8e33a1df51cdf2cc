import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { jobOf, recordedJob } from './jobs.ts';

/**
 * What teachers write in tests, each with a model solution. All of it passes under plain unittest,
 * where tests and program share a process; here they do not.
 */
const folder = new URL('./two-processes/', import.meta.url);
const features = readdirSync(folder);
const preloaded = new Set(['frames']);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ kind: 'bubblewrap' });
});
afterAll(() => sandbox.close());

function featureOf(name: string) {
  const read = (file: string) => readFileSync(new URL(`${name}/${file}`, folder), 'utf8');
  return jobOf({
    code: read('solution.py'),
    tests: read('tests.py'),
    preload: preloaded.has(name) ? ['numpy', 'pandas'] : [],
    limits: { cpuSeconds: 10, wallSeconds: 30, memoryMiB: 512 },
  });
}

const failuresOf = ({
  tests,
}: {
  tests: { name: string; outcome: string; message: string | null }[];
}) =>
  tests.filter(({ outcome }) => outcome !== 'passed').map(({ name, message }) => [name, message]);

describe.each(features)('tests of %s', (name) => {
  test('pass in the process of the program', async () => {
    const report = await sandbox.grade(featureOf(name));
    expect(failuresOf(report)).toEqual([]);
    expect(report.verdict).toBe('passed');
  });

  test('pass in a separate process, and again with the record', async () => {
    const job = featureOf(name);
    const split = { ...job, bundle: { ...job.bundle, judge: 'split' as const } };
    const { report } = await sandbox.record(split);
    expect(failuresOf(report)).toEqual([]);
    expect(failuresOf(await sandbox.grade(await recordedJob(sandbox, job)))).toEqual([]);
  });
});

test('a warning shows no line of the tests, whatever file the program names', async () => {
  const solution = 'import warnings\ndef double(n):\n    warnings.warn("old")\n    return 2 * n\n';
  const tests = `
import unittest, warnings
from submission import double

class TestDouble(unittest.TestCase):
    def test_double(self):
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            self.assertEqual(double(21), 42)
`;
  const job = await recordedJob(sandbox, jobOf({ code: solution, tests }));
  const code = `
import warnings
def double(n):
    for line in range(1, 20):
        warnings.warn_explicit("old", UserWarning, "tests.py", line)
    warnings.warn("own")
    return n
`;
  const { output } = await sandbox.grade({ ...job, code });
  expect(output).toContain('submission.py:6: UserWarning: own');
  expect(output).toContain('warnings.warn("own")');
  expect(output).toContain('<elsewhere>:8: UserWarning: old');
  expect(output).not.toContain('assertEqual');
});
