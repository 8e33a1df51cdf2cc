import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { honestPrograms, oddButRightPrograms, type Program } from './honest-programs.ts';
import { hostilePrograms, wallProbes } from './hostile-programs.ts';
import { jobOf, rightCode } from './jobs.ts';
import { timeOutPrograms } from './time-out-programs.ts';
import { unittestFeatures } from './unittest-features.ts';

/** How long after the wall limit a verdict may arrive on a busy machine. */
const slackMs = 5_000;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ kind: 'bubblewrap' });
});
afterAll(() => sandbox.close());

/** Gradings run concurrently, as in production. */
function expectVerdicts(programs: readonly Program[]) {
  for (const program of programs) {
    test.concurrent(program.title, () => expectVerdict(program));
  }
}

async function expectVerdict({ verdict, check, ...parts }: Program) {
  const job = jobOf(parts);
  const beganMs = performance.now();
  const report = await sandbox.grade(job);
  expect(report).toMatchObject({ verdict });
  check?.(report);
  expect(performance.now() - beganMs).toBeLessThan(job.bundle.limits.wallSeconds * 1000 + slackMs);
}

describe('honest programs', () => {
  expectVerdicts([...honestPrograms, ...oddButRightPrograms]);
});

describe('features of unittest', () => {
  expectVerdicts(unittestFeatures);
});

describe('the explanation of a time-out', () => {
  expectVerdicts(timeOutPrograms);
});

describe('isolation', () => {
  expectVerdicts(wallProbes);
});

describe('hostile programs', () => {
  for (const program of hostilePrograms) {
    test.concurrent(program.title, async () => {
      await expectVerdict(program);
      await expect(sandbox.grade(jobOf({ code: rightCode }))).resolves.toMatchObject({
        verdict: 'passed',
      });
    });
  }
});

describe('the sandbox itself', () => {
  test('reports its Python and the implementation', () => {
    expect(sandbox.python()).toMatch(/^3\.\d+\.\d/);
    expect(sandbox.interpreter()).toBe(`CPython ${sandbox.python()}`);
  });

  test('an aborted grading rejects with the reason', async () => {
    const stop = new AbortController();
    const grading = sandbox.grade(jobOf({ code: 'import time\ntime.sleep(1000)\n' }), stop);
    stop.abort(new Error('the grader stops'));
    await expect(grading).rejects.toThrow('the grader stops');
  });

  test('a missing Python is reported with what to change', async () => {
    await expect(
      createSandbox({ kind: 'bubblewrap', python: '/usr/bin/no-such-python' }),
    ).rejects.toThrow(/install python3, or set TOUCHSTONE_PYTHON to the path of the file itself/);
  });
});
