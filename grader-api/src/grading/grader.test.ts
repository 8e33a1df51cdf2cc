import { randomUUID } from 'node:crypto';
import { createInProcessMessaging, type Messaging } from '@touchstone/messaging';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { exampleBundle, exampleReport, exampleResult } from '../../test/examples.ts';
import {
  addSubmission,
  createHarness,
  ManualSandbox,
  type Harness,
} from '../../test/grader-harness.ts';
import { SandboxError, type Sandbox } from '../sandbox/sandbox.ts';

const started: Harness[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map(({ grader }) => grader.stop(0)));
});

function startGrader(...options: Parameters<typeof createHarness>): Harness {
  const harness = createHarness(...options);
  harness.grader.start();
  started.push(harness);
  return harness;
}

const untilEmpty = ({ stream }: Messaging): Promise<void> =>
  vi.waitFor(() => expect(stream.length()).resolves.toBe(0));
const failures = (harness: Harness): number =>
  harness.log.filter((line) => line.includes('will be retried')).length;

describe('a submission', () => {
  test('is graded, stored and acknowledged', async () => {
    const { messaging, office, reads, metrics } = startGrader();
    const submissionId = await addSubmission(messaging);
    await untilEmpty(messaging);

    expect(office.beginAttempt).toHaveBeenCalledExactlyOnceWith({
      submissionId,
      gradingId: expect.any(String) as string,
    });
    expect(reads.source).toHaveBeenCalledExactlyOnceWith(submissionId);
    const request = { submissionId, attempt: 1, result: exampleResult };
    expect(office.storeResult).toHaveBeenCalledExactlyOnceWith(request);
    expect(metrics.graded).toHaveBeenCalledExactlyOnceWith('passed', expect.any(Number));
  });

  test('has the id of its request in each call and log line, also when things fail', async () => {
    const messaging = createInProcessMessaging();
    const entry = { submissionId: randomUUID(), assignmentId: randomUUID(), attempt: 0 };
    await messaging.stream.add({ ...entry, requestId: 'r-1' });
    const dead = messaging.stream.consumer('dead');
    await dead.take(1, { waitMs: 0 });
    await dead.close();
    const grade = vi.fn(() => Promise.reject(new SandboxError('broken')));
    const harness = createHarness({
      ...{ messaging, sandbox: { grade, forgeable: false } },
      config: { name: 'alive', claimIdleMs: 1, claimIntervalMs: 5 },
    });
    const { office, log } = harness;
    office.beginAttempt.mockRejectedValueOnce(new Error('no API'));
    office.storeResult.mockRejectedValueOnce(new Error('no API'));
    office.storeResult.mockResolvedValueOnce('invalid');
    started.push(harness);
    harness.grader.start();
    await untilEmpty(messaging);

    const calls = [...office.beginAttempt.mock.calls, ...office.storeResult.mock.calls];
    expect(calls.map((call) => call.at(-1))).toEqual(calls.map(() => ({ requestId: 'r-1' })));
    const lines = log
      .map((line) => JSON.parse(line) as { submissionId?: string; requestId?: string; msg: string })
      .filter(({ submissionId }) => submissionId === entry.submissionId);
    expect(lines.filter(({ requestId }) => requestId !== 'r-1')).toEqual([]);
    expect(lines.map(({ msg }) => msg)).toEqual([
      'Claimed an entry of another grader',
      'Taken off the stream',
      'Beginning an attempt failed and will be retried',
      'Attempt begun',
      'The sandbox failed',
      'Result made',
      'Storing a result failed and will be retried',
      'The API refused even internal-error',
    ]);
  });

  test('of several files is graded with those of its tests', async () => {
    const grade = vi.fn<Sandbox['grade']>(() => Promise.resolve(exampleReport));
    const harness = startGrader({ sandbox: { grade, forgeable: false } });
    const { messaging, office, reads } = harness;
    const file = (name: string, code: string) => ({ name, code });
    const starters = [file('shapes.py', ''), file('more.py', '# begin\n')];
    const bundle = { ...exampleBundle, fileName: 'main.py', otherFiles: starters };
    reads.bundle.mockResolvedValue(bundle);
    const otherFiles = [file('old.py', 'old'), file('shapes.py', 'shapes')];
    const source = { code: 'main', fileName: 'main.py', otherFiles, bundleHash: 'a' };
    reads.source.mockResolvedValueOnce(source);
    await addSubmission(messaging);
    await untilEmpty(messaging);
    // Newer APIs send the program with its attempt.
    const asOne = { code: 'one', bundleHash: 'a' };
    office.beginAttempt.mockResolvedValueOnce({ kind: 'begun', attempt: 1, source: asOne });
    await addSubmission(messaging);
    await untilEmpty(messaging);
    expect(grade.mock.calls.map(([job]) => job)).toEqual([
      {
        code: 'main',
        otherFiles: [file('shapes.py', 'shapes'), file('more.py', '# begin\n')],
        bundle,
      },
      { code: 'one', otherFiles: starters, bundle },
    ]);
    expect(reads.source).toHaveBeenCalledOnce();
  });

  test('is stored under the number of its attempt', async () => {
    const { messaging, office } = startGrader();
    office.beginAttempt.mockResolvedValue({ kind: 'begun', attempt: 4 });
    await addSubmission(messaging);
    await untilEmpty(messaging);
    expect(office.storeResult.mock.calls[0]?.[0].attempt).toBe(4);
  });

  test.each(['already-graded', 'unknown'] as const)(
    'that is %s is acknowledged and not graded',
    async (kind) => {
      const grade = vi.fn(() => Promise.resolve(exampleReport));
      const { messaging, office } = startGrader({ sandbox: { grade, forgeable: false } });
      office.beginAttempt.mockResolvedValue({ kind });
      await addSubmission(messaging);
      await untilEmpty(messaging);
      expect(grade).not.toHaveBeenCalled();
      expect(office.storeResult).not.toHaveBeenCalled();
    },
  );

  test('whose attempt is stale is not acknowledged, so that it can be claimed', async () => {
    const { grader, messaging, office, metrics } = startGrader();
    office.storeResult.mockResolvedValueOnce('stale');
    const submissionId = await addSubmission(messaging);
    await vi.waitFor(() => expect(office.storeResult).toHaveBeenCalledOnce());
    await grader.stop(10_000);

    await expect(messaging.stream.missing([submissionId])).resolves.toEqual([]);
    await expect(messaging.stream.consumer('other').claimIdle(1, 0)).resolves.toHaveLength(1);
    expect(metrics.graded).not.toHaveBeenCalled();
  });

  test('whose acknowledgement fails stays in the stream and is delivered again', async () => {
    const messaging = createInProcessMessaging();
    const consumer = messaging.stream.consumer('grader');
    vi.spyOn(consumer, 'acknowledge').mockRejectedValueOnce(new Error('Redis is away'));
    vi.spyOn(messaging.stream, 'consumer').mockReturnValue(consumer);
    const { office } = startGrader({
      messaging,
      config: { claimIdleMs: 20, claimIntervalMs: 5 },
    });
    office.beginAttempt.mockResolvedValueOnce({ kind: 'begun', attempt: 1 });
    office.beginAttempt.mockResolvedValue({ kind: 'already-graded' });
    await addSubmission(messaging);
    await untilEmpty(messaging);
    expect(office.storeResult).toHaveBeenCalledOnce();
  });
});

describe('a failed call is repeated, with the same result and attempt', () => {
  test('beginning an attempt', async () => {
    const harness = startGrader();
    harness.office.beginAttempt.mockRejectedValueOnce(new Error('500'));
    await addSubmission(harness.messaging);
    await untilEmpty(harness.messaging);
    const calls = harness.office.beginAttempt.mock.calls;
    expect(calls).toHaveLength(2);
    expect(calls[1]).toEqual(calls[0]);
    expect(failures(harness)).toBe(1);
  });

  test('storing a result', async () => {
    const harness = startGrader();
    const { messaging, office } = harness;
    for (const status of ['500', '503', 'time-out', 'ECONNREFUSED', '500', '502']) {
      office.storeResult.mockRejectedValueOnce(new Error(status));
    }
    await addSubmission(messaging);
    await untilEmpty(messaging);
    expect(office.beginAttempt).toHaveBeenCalledOnce();
    expect(office.storeResult).toHaveBeenCalledTimes(7);
    expect(new Set(office.storeResult.mock.calls.map(([request]) => request)).size).toBe(7);
    expect(new Set(office.storeResult.mock.calls.map(([{ result }]) => result)).size).toBe(1);
    expect(failures(harness)).toBe(6);
  });

  test('reading the database', async () => {
    const harness = startGrader();
    harness.reads.source.mockRejectedValueOnce(new Error('no connection'));
    harness.reads.bundle.mockRejectedValueOnce(new Error('no connection'));
    await addSubmission(harness.messaging);
    await untilEmpty(harness.messaging);
    expect(harness.office.storeResult.mock.calls[0]?.[0].result.verdict).toBe('passed');
    expect(failures(harness)).toBe(2);
  });
});

test('a submission that cannot be read for a while is handed back, and graded later', async () => {
  const { messaging, office, reads } = startGrader({ config: { readPatienceMs: 20 } });
  reads.source.mockRejectedValue(new Error('no connection'));
  office.handBack.mockRejectedValueOnce(new Error('503'));
  office.handBack.mockImplementation(() => {
    reads.source.mockResolvedValue({ code: 'print("hello")\n', bundleHash: 'ab'.repeat(32) });
    return Promise.resolve('requeued');
  });
  const submissionId = await addSubmission(messaging);
  await untilEmpty(messaging);
  expect(office.handBack.mock.calls).toEqual([
    [{ submissionId, attempt: 1 }],
    [{ submissionId, attempt: 1 }],
  ]);
  expect(office.storeResult).toHaveBeenCalledOnce();
});

test.each([
  ['shared', false],
  ['split', true],
] as const)(
  'a submission needs no record with the judge %s and forgeable %j',
  async (judge, forgeable) => {
    const grade = () => Promise.resolve(exampleReport);
    const { messaging, office, reads } = startGrader({ sandbox: { forgeable, grade } });
    reads.bundle.mockResolvedValue({ ...exampleBundle, judge, record: null });
    await addSubmission(messaging);
    await untilEmpty(messaging);
    expect(office.storeResult.mock.calls[0]?.[0].result.verdict).toBe('passed');
  },
);

describe('a fault of ours is reported as internal-error', () => {
  const expectInternalError = async (harness: Harness): Promise<void> => {
    await addSubmission(harness.messaging);
    await untilEmpty(harness.messaging);
    expect(harness.office.storeResult.mock.lastCall?.[0].result).toMatchObject({
      ...{ verdict: 'internal-error', correct: false, points: 0, tests: [] },
      output: expect.stringContaining('our fault, not yours') as string,
    });
  };

  test('when the sandbox fails, without its message', async () => {
    const failing = {
      forgeable: false,
      grade: () => Promise.reject(new SandboxError('bwrap: secret path')),
    };
    const harness = startGrader({ sandbox: failing });
    await expectInternalError(harness);
    expect(JSON.stringify(harness.office.storeResult.mock.calls)).not.toContain('secret path');
    expect(harness.log.join('')).toContain('secret path');
  });

  test('when the sandbox does not return, and is then aborted', async () => {
    const sandbox = new ManualSandbox();
    const harness = startGrader({ sandbox, config: { gradingSlackMs: 1 } });
    harness.reads.bundle.mockResolvedValue({
      ...(await harness.reads.bundle('')),
      limits: { cpuSeconds: 0.01, wallSeconds: 0.01, memoryMiB: 64 },
    } as Awaited<ReturnType<typeof harness.reads.bundle>>);
    await expectInternalError(harness);
    expect(sandbox.gradings[0]?.signal?.aborted).toBe(true);
  });

  test('when the database has no code for it', async () => {
    const harness = startGrader();
    harness.reads.source.mockResolvedValue(null);
    await expectInternalError(harness);
  });

  test('when the database has no tests for it', async () => {
    const harness = startGrader();
    harness.reads.bundle.mockResolvedValue(null);
    await expectInternalError(harness);
  });

  test('when its tests have no record', async () => {
    const grade = vi.fn(() => Promise.resolve(exampleReport));
    const harness = startGrader({ sandbox: { forgeable: false, grade } });
    harness.reads.bundle.mockResolvedValue({ ...exampleBundle, record: null });
    await expectInternalError(harness);
    expect(grade).not.toHaveBeenCalled();
    expect(harness.log.join('')).toContain('load the course again');
  });

  test('when its result is refused', async () => {
    const harness = startGrader();
    harness.office.storeResult.mockResolvedValueOnce('invalid');
    await expectInternalError(harness);
    expect(harness.office.storeResult).toHaveBeenCalledTimes(2);
  });

  test('and acknowledged, when even that is refused', async () => {
    const harness = startGrader();
    harness.office.storeResult.mockResolvedValue('invalid');
    await expectInternalError(harness);
    expect(harness.office.storeResult).toHaveBeenCalledTimes(2);
    expect(harness.metrics.graded).not.toHaveBeenCalled();
  });
});

describe('slots', () => {
  test('limit simultaneous gradings, and leave other entries to other graders', async () => {
    const messaging = createInProcessMessaging();
    const sandbox = new ManualSandbox();
    const { metrics } = startGrader({ sandbox, messaging, config: { slots: 2, name: 'one' } });
    for (let count = 0; count < 3; count += 1) await addSubmission(messaging);
    await vi.waitFor(() => expect(sandbox.gradings).toHaveLength(2));

    const other = messaging.stream.consumer('other');
    await expect(other.take(5, { waitMs: 20 })).resolves.toHaveLength(1);
    await addSubmission(messaging);
    sandbox.gradings[0]?.finish(exampleReport);
    await vi.waitFor(() => expect(sandbox.gradings).toHaveLength(3));
    expect(Math.max(...metrics.running.mock.calls.map(([running]) => running))).toBe(2);
  });

  test('a freed slot takes an entry while others still run', async () => {
    const sandbox = new ManualSandbox();
    const { messaging } = startGrader({ sandbox });
    await addSubmission(messaging);
    await vi.waitFor(() => expect(sandbox.gradings).toHaveLength(1));
    await addSubmission(messaging);
    await vi.waitFor(() => expect(sandbox.gradings).toHaveLength(2));
  });
});

describe('entries of a dead grader', () => {
  test('are claimed once idle for long enough', async () => {
    const messaging = createInProcessMessaging();
    const submissionId = await addSubmission(messaging);
    const dead = messaging.stream.consumer('dead');
    await dead.take(1, { waitMs: 0 });
    await dead.close();

    const config = { name: 'alive', claimIdleMs: 20, claimIntervalMs: 5 };
    const { office, metrics } = startGrader({ messaging, config });
    await untilEmpty(messaging);
    expect(office.beginAttempt).toHaveBeenCalledExactlyOnceWith({
      submissionId,
      gradingId: expect.any(String) as string,
    });
    expect(metrics.claimed).toHaveBeenCalledExactlyOnceWith(1);
  });

  test('are not searched for again after a failure, until the next interval', async () => {
    const messaging = createInProcessMessaging();
    const consumer = messaging.stream.consumer('alive');
    const claim = vi.spyOn(consumer, 'claimIdle').mockRejectedValue(new Error('Redis is away'));
    const { stream } = messaging;
    const flaky = { ...messaging, stream: Object.assign(stream, { consumer: () => consumer }) };
    startGrader({ messaging: flaky, config: { claimIntervalMs: 60_000 } });
    await addSubmission(messaging);
    await untilEmpty(messaging);
    expect(claim).toHaveBeenCalledOnce();
  });
});

describe('stopping', () => {
  test('works when messaging is already closed', async () => {
    const { grader, messaging } = startGrader();
    await messaging.close();
    // Timers still run, so this is not a busy loop.
    await new Promise((resolve) => setImmediate(resolve));
    await grader.stop(10_000);
  });

  test('finishes running gradings and takes nothing more', async () => {
    const sandbox = new ManualSandbox();
    const { grader, messaging, office } = startGrader({ sandbox, config: { slots: 1 } });
    await addSubmission(messaging);
    await vi.waitFor(() => expect(sandbox.gradings).toHaveLength(1));
    await addSubmission(messaging);

    const stopped = grader.stop(10_000);
    sandbox.gradings[0]?.finish(exampleReport);
    await stopped;
    expect(office.storeResult).toHaveBeenCalledOnce();
    expect(sandbox.gradings).toHaveLength(1);
    await expect(messaging.stream.length()).resolves.toBe(1);
  });

  test('aborts gradings at the deadline and hands them back to any grader', async () => {
    const sandbox = new ManualSandbox();
    const { grader, messaging, office } = startGrader({ sandbox });
    const submissionId = await addSubmission(messaging);
    await vi.waitFor(() => expect(sandbox.gradings).toHaveLength(1));

    await grader.stop(10);
    expect(sandbox.gradings[0]?.signal?.aborted).toBe(true);
    expect(office.storeResult).not.toHaveBeenCalled();
    expect(office.handBack).toHaveBeenCalledExactlyOnceWith({ submissionId, attempt: 1 });
    const other = messaging.stream.consumer('other');
    const [taken] = await other.take(1, { waitMs: 0 });
    expect(taken?.entry.submissionId).toBe(submissionId);
  });

  test.each([
    ['the API refuses the return', () => Promise.reject(new Error('503'))],
    ['the API does not answer', () => new Promise<never>(() => undefined)],
    ['another attempt has begun', () => Promise.resolve('stale' as const)],
  ])('leaves an entry pending when %s', async (_, handBack) => {
    const sandbox = new ManualSandbox();
    const harness = startGrader({ sandbox, config: { handBackMs: 10 } });
    const { grader, messaging, office } = harness;
    office.handBack.mockImplementation(handBack);
    const submissionId = await addSubmission(messaging);
    await vi.waitFor(() => expect(sandbox.gradings).toHaveLength(1));
    await grader.stop(10);
    const other = messaging.stream.consumer('other');
    await expect(other.take(1, { waitMs: 0 })).resolves.toEqual([]);
    const [claimed] = await other.claimIdle(1, 0);
    expect(claimed?.entry.submissionId).toBe(submissionId);
  });

  test('acknowledges an entry that turns out to be graded when it is handed back', async () => {
    const sandbox = new ManualSandbox();
    const { grader, messaging, office } = startGrader({ sandbox });
    office.handBack.mockResolvedValue('already-graded');
    await addSubmission(messaging);
    await vi.waitFor(() => expect(sandbox.gradings).toHaveLength(1));
    await grader.stop(10);
    await expect(messaging.stream.length()).resolves.toBe(0);
  });

  test('stops retries at the deadline', async () => {
    const { grader, messaging, office } = startGrader();
    office.storeResult.mockRejectedValue(new Error('503'));
    await addSubmission(messaging);
    await vi.waitFor(() => expect(office.storeResult).toHaveBeenCalled());
    await grader.stop(10);
    await expect(messaging.stream.length()).resolves.toBe(1);
  });

  test('does not wait for an office that never answers', async () => {
    const { grader, messaging, office } = startGrader();
    office.beginAttempt.mockReturnValue(new Promise(() => undefined));
    await addSubmission(messaging);
    await vi.waitFor(() => expect(office.beginAttempt).toHaveBeenCalled());
    await grader.stop(10);
    await expect(messaging.stream.length()).resolves.toBe(1);
  });
});

test('the log contains neither code nor tests', async () => {
  const harness = startGrader();
  await addSubmission(harness.messaging);
  await untilEmpty(harness.messaging);
  expect(harness.log.join('')).toContain('Graded');
  expect(harness.log.join('')).not.toContain('hello');
  expect(harness.log.join('')).not.toContain('unittest');
});
