import type { GradingCase, Judge } from '@touchstone/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scoreReport } from '../../src/scoring.ts';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { jobOf, recordedJob, rightCode } from './jobs.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ kind: 'bubblewrap' });
});
afterAll(() => sandbox.close());

const limits = { cpuSeconds: 5, wallSeconds: 10 };
const mebibyte = 1024 * 1024;
const judges: readonly Judge[] = ['split', 'shared'];

const hiddenTests = `
import unittest

from submission import hello


class TestSecret(unittest.TestCase):
    def test_secret(self):
        self.assertEqual(hello("Secret"), "Hello, Secret!")
`;

const loadingTests = `
import unittest

from submission import hello

GREETING = hello("Secret")


class TestSecret(unittest.TestCase):
    def test_secret(self):
        self.assertEqual(GREETING, "Hello, Secret!")
`;

const script = (stdin: string, hidden: boolean): GradingCase => ({
  kind: 'script',
  title: stdin,
  points: null,
  hint: null,
  hidden,
  stdin: `${stdin}\n`,
  stdout: `Hello, ${stdin}!\n`,
  compare: 'exact',
});

/** Waits, computes and takes memory when called with what only a hidden test passes. */
const use = `
import time

def use():
    time.sleep(0.4)
    end = time.process_time() + 0.4
    while time.process_time() < end:
        pass
    return bytes(b"x" * (60 << 20))[:0].decode()
`;
const tellingFunction = `${use}
def hello(name):
    return f"Hello, {name}!" + (use() if name == "Secret" else "")
`;
const tellingScript = `${use}
name = input()
print(f"Hello, {name}!" + (use() if name == "Secret" else ""))
`;

const jobs = {
  'a hidden test': jobOf({ code: rightCode, hiddenTests, limits }),
  'nothing but a hidden test': jobOf({ code: rightCode, tests: null, hiddenTests, limits }),
  'a hidden test file that calls the program while it loads': jobOf({
    code: rightCode,
    hiddenTests: loadingTests,
    limits,
  }),
  'a hidden case': jobOf({
    code: 'print(f"Hello, {input()}!")\n',
    tests: null,
    limits,
    cases: [script('Secret', true), script('Ada', false)],
  }),
};

describe.each(judges)('judged %s, times and memory of', (judge) => {
  // In one process, loading the file happens before any test.
  const judged = Object.entries(jobs).filter(
    ([title]) => judge === 'split' || !title.includes('loads'),
  );
  test.each(judged)('%s are not shown', async (title, made) => {
    const job = judge === 'split' ? await recordedJob(sandbox, made) : made;
    const code = title.includes('case') ? tellingScript : tellingFunction;
    const report = await sandbox.grade({ ...job, code });
    expect(report.verdict).toBe('passed');
    const { visible } = report;
    if (visible === null) throw new Error('nothing was measured before the hidden test');
    expect(report.wallMs - visible.wallMs).toBeGreaterThan(700);
    expect(report.cpuMs - visible.cpuMs).toBeGreaterThan(350);
    expect(report.peakMemoryBytes - visible.peakMemoryBytes).toBeGreaterThan(50 * mebibyte);
    expect(visible.cpuMs).toBeGreaterThan(0);
    expect(visible.peakMemoryBytes).toBeGreaterThan(mebibyte);
    const result = scoreReport(report, job.bundle);
    expect(result.wallMs).toBe(Math.ceil(visible.wallMs / 100) * 100);
  });

  test('what scripts of visible cases use is shown', async () => {
    const cases = [script('Secret', false), script('Ada', true)];
    const made = jobOf({ code: 'print(f"Hello, {input()}!")\n', tests: null, limits, cases });
    const job = judge === 'split' ? await recordedJob(sandbox, made) : made;
    const { verdict, visible } = await sandbox.grade({ ...job, code: tellingScript });
    expect(verdict).toBe('passed');
    expect(visible?.cpuMs).toBeGreaterThan(400);
    expect(visible?.peakMemoryBytes).toBeGreaterThan(60 * mebibyte);
  });

  test('visible tests are shown as before', async () => {
    const made = jobOf({ code: rightCode, limits });
    const job = judge === 'split' ? await recordedJob(sandbox, made) : made;
    const report = await sandbox.grade(job);
    expect(report.visible).toBeNull();
    const { wallMs, peakMemoryBytes } = scoreReport(report, job.bundle);
    expect(wallMs).toBeGreaterThanOrEqual(100);
    expect([wallMs % 100, peakMemoryBytes % mebibyte]).toEqual([0, 0]);
  });
});

describe('in hidden tests the way a program ends shows in nothing but its verdict', () => {
  const ends = [
    'os._exit(3)',
    'os.abort()',
    'os.close(4)',
    '__import__("ctypes").string_at(0)',
    'os.close(3)',
    'sys.stdout.write("x" * 100)',
    'raise ValueError(name)',
  ];

  test('whatever it does', async () => {
    const job = await recordedJob(sandbox, jobOf({ code: rightCode, hiddenTests, limits }));
    const results = await Promise.all(
      ends.map(async (end) => {
        const code = `import os, sys\ndef hello(name):\n    if name == "Secret":\n        ${end}\n    else:\n        return f"Hello, {name}!"\n`;
        return scoreReport(await sandbox.grade({ ...job, code }), job.bundle);
      }),
    );
    for (const { verdict, output, tests } of results) {
      expect(verdict).toBe('failed');
      expect(output).toBe('');
      expect(tests.at(-1)).toMatchObject({ message: null, output: null, line: null });
    }
  });
});

const endless = 'while True:\n    print("again and again")\n';
const printing = [
  {
    form: 'a function',
    model: rightCode,
    parts: { hiddenTests },
    code: `def hello(name):\n${endless.replace(/^/gm, '    ')}\n`,
  },
  {
    form: 'a script',
    model: 'print(f"Hello, {input()}!")\n',
    parts: { tests: null, cases: [script('Ada', false), script('Secret', true)] },
    code: endless,
  },
];

test.each(printing)(
  'what $form printed before it was stopped is shown where hidden tests would follow',
  async ({ model, parts, code }) => {
    const job = await recordedJob(sandbox, jobOf({ code: model, limits, ...parts }));
    const report = await sandbox.grade({ ...job, code });
    expect(report.verdict).toBe('output-limit');
    const [running] = report.tests.filter(({ outcome }) => outcome === 'error');
    expect(running).toMatchObject({ hidden: false });
    expect(running?.output).toMatch(/^again and again\nagain and again\n/);
    expect(report.tests.find(({ hidden }) => hidden)).toMatchObject({ outcome: 'skipped' });
  },
);
