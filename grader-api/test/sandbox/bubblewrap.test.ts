import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBubblewrapSandbox } from '../../src/sandbox/bubblewrap/bubblewrap.ts';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import { SandboxError, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { honestPrograms, oddButRightPrograms, type Program } from './honest-programs.ts';
import { hostilePrograms, wallProbes } from './hostile-programs.ts';
import { jobOf, rightCode } from './jobs.ts';
import { sandboxProcesses } from './processes.ts';
import { unittestFeatures } from './unittest-features.ts';

/** How much later than the wall limit a verdict may come on a busy machine. */
const slackMs = 5_000;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ kind: 'bubblewrap' });
});
afterAll(() => sandbox.close());

/** Gradings run at once: the sandbox is made for that. */
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

describe('what unittest offers', () => {
  expectVerdicts(unittestFeatures);
});

describe('walls', () => {
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
  test('an aborted grading rejects with the reason', async () => {
    const stop = new AbortController();
    const grading = sandbox.grade(jobOf({ code: 'import time\ntime.sleep(1000)\n' }), stop);
    stop.abort(new Error('the grader stops'));
    await expect(grading).rejects.toThrow('the grader stops');
  });

  test('closing ends what runs, and leaves no process', async () => {
    const others = new Set(sandboxProcesses());
    const own = () => sandboxProcesses().filter((pid) => !others.has(pid));
    const closing = createBubblewrapSandbox({ python: '/usr/bin/python3', slots: 1 });
    const code = 'import time\ntime.sleep(1000)\n';
    const grading = closing.grade(jobOf({ code, limits: { wallSeconds: 60 } }));
    const rejected = expect(grading).rejects.toThrow(SandboxError);
    await expect.poll(() => own().length, { timeout: slackMs }).toBe(3);
    await closing.close();
    await rejected;
    await expect.poll(own, { timeout: slackMs }).toEqual([]);
    await expect(closing.grade(jobOf({ code: rightCode }))).rejects.toThrow('closed');
  });

  test('a Python that is not there is told with what to change', async () => {
    await expect(
      createSandbox({ kind: 'bubblewrap', python: '/usr/bin/no-such-python' }),
    ).rejects.toThrow(/install python3 or name another one by TOUCHSTONE_PYTHON/);
  });
});
