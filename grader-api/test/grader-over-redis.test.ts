import { randomUUID } from 'node:crypto';
import { createRedisMessaging, type Messaging } from '@touchstone/messaging';
import { startTestRedis, type TestRedis } from '@touchstone/test-kit';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { exampleReport } from './examples.ts';
import { addSubmission, createHarness, ManualSandbox, type Harness } from './grader-harness.ts';

const waits = { timeout: 20_000, interval: 20 };
const config = { slots: 1, claimIdleMs: 60_000, claimIntervalMs: 50 };

let redis: TestRedis;
let keyPrefix: string;
const opened: Messaging[] = [];
const started: Harness[] = [];

beforeAll(async () => {
  redis = await startTestRedis({ durable: true });
});
afterAll(() => redis.stop());
beforeEach(() => {
  keyPrefix = randomUUID();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map(({ grader }) => grader.stop(0)));
  await Promise.all(opened.splice(0).map((messaging) => messaging.close()));
});

async function startGrader(options: Parameters<typeof createHarness>[0] = {}): Promise<Harness> {
  const messaging = await createRedisMessaging({ url: redis.url, keyPrefix });
  opened.push(messaging);
  const harness = createHarness({
    ...options,
    messaging,
    config: { ...config, ...options.config },
  });
  harness.grader.start();
  started.push(harness);
  return harness;
}

const untilEmpty = ({ stream }: Messaging): Promise<void> =>
  vi.waitFor(() => expect(stream.length()).resolves.toBe(0), waits);

test('a grading goes on while Redis is unavailable, and its entry is acknowledged afterwards', async () => {
  const sandbox = new ManualSandbox();
  const { messaging, office } = await startGrader({ sandbox });
  await addSubmission(messaging);
  await vi.waitFor(() => expect(sandbox.gradings).toHaveLength(1), waits);
  office.beginAttempt.mockResolvedValue({ kind: 'already-graded' });

  await redis.server.stop();
  sandbox.gradings[0]?.finish(exampleReport);
  await vi.waitFor(() => expect(office.storeResult).toHaveBeenCalledOnce(), waits);
  await redis.startAgain();

  await untilEmpty(messaging);
  expect(office.storeResult).toHaveBeenCalledOnce();
  expect(sandbox.gradings).toHaveLength(1);
});

test('entries of a killed grader are graded by another', async () => {
  const dead = await createRedisMessaging({ url: redis.url, keyPrefix });
  opened.push(dead);
  const submissionId = await addSubmission(dead);
  await dead.stream.consumer('dead').take(1, { waitMs: 5_000 });
  await dead.close();

  const { messaging, office, metrics } = await startGrader({ config: { claimIdleMs: 100 } });
  await untilEmpty(messaging);
  expect(office.storeResult.mock.calls.map(([request]) => request.submissionId)).toEqual([
    submissionId,
  ]);
  expect(metrics.claimed).toHaveBeenCalledWith(1);
});

test('a grader restarted under its name continues with its entries, without waiting', async () => {
  const sandbox = new ManualSandbox();
  const before = await startGrader({ sandbox, config: { name: 'steady' } });
  before.office.handBack.mockRejectedValue(new Error('no API'));
  const submissionId = await addSubmission(before.messaging);
  await vi.waitFor(() => expect(sandbox.gradings).toHaveLength(1), waits);
  await before.grader.stop(0);

  const after = await startGrader({ config: { name: 'steady' } });
  await untilEmpty(after.messaging);
  expect(after.office.storeResult.mock.calls[0]?.[0].submissionId).toBe(submissionId);
});

test('entries that a grader hands back are graded by another, without waiting', async () => {
  const sandbox = new ManualSandbox();
  const before = await startGrader({ sandbox, config: { name: 'leaving' } });
  const submissionId = await addSubmission(before.messaging);
  await vi.waitFor(() => expect(sandbox.gradings).toHaveLength(1), waits);
  const after = await startGrader({ config: { name: 'staying' } });
  await before.grader.stop(0);

  await untilEmpty(after.messaging);
  expect(after.office.storeResult.mock.calls[0]?.[0].submissionId).toBe(submissionId);
});

test('two graders share the work, and each submission is graded once', async () => {
  const one = await startGrader({ config: { name: 'one' } });
  const two = await startGrader({ config: { name: 'two' } });
  const ids: string[] = [];
  while (ids.length < 40) ids.push(await addSubmission(one.messaging));
  await untilEmpty(two.messaging);
  const graded = [one, two].flatMap(({ office }) =>
    office.storeResult.mock.calls.map(([request]) => request.submissionId),
  );
  expect(graded.sort()).toEqual(ids.sort());
});

test('one quick submission overtakes twenty heavy ones, which are all graded as well', async () => {
  const sandbox = new ManualSandbox();
  const [one, two] = await Promise.all(
    ['one', 'two'].map((name) => startGrader({ sandbox, config: { name } })),
  );
  if (!one || !two) throw new Error('no graders');
  for (const { reads } of [one, two]) {
    reads.source.mockImplementation((code) => Promise.resolve({ code, bundleHash: 'hash' }));
  }
  const stored = (): string[] =>
    [one, two].flatMap(({ office }) =>
      office.storeResult.mock.calls.map(([request]) => request.submissionId),
    );
  const finish = (id: string, wallMs: number): void =>
    sandbox.gradings
      .find(({ job }) => job.code === id)
      ?.finish({ ...exampleReport, verdict: 'timeout', wallMs });
  const isGrading = (id: string): void =>
    expect(sandbox.gradings.map(({ job }) => job.code)).toContain(id);

  const heavy = randomUUID();
  const first = await addSubmission(one.messaging, heavy);
  await vi.waitFor(() => isGrading(first), waits);
  finish(first, 10_000);
  await untilEmpty(one.messaging);

  const ids: string[] = [];
  while (ids.length < 20) ids.push(await addSubmission(one.messaging, heavy));
  await vi.waitFor(() => expect(sandbox.gradings).toHaveLength(2), waits);
  const quick = await addSubmission(two.messaging);
  await vi.waitFor(() => isGrading(quick), waits);
  finish(quick, 10);
  await vi.waitFor(() => expect(stored()).toEqual(expect.arrayContaining([quick])), waits);
  expect(stored().filter((id) => ids.includes(id))).toEqual([]);

  for (const id of ids) {
    await vi.waitFor(() => isGrading(id), waits);
    finish(id, 10_000);
  }
  await untilEmpty(one.messaging);
  expect(stored().sort()).toEqual([first, quick, ...ids].sort());
});
