import { randomUUID } from 'node:crypto';
import {
  healthSchema,
  type LoadedCourse,
  type MadeBy,
  type Submission,
} from '@touchstone/contracts';
import { migrate, openPglite, type Database } from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sampleCourse, sampleResult } from './sample-course.ts';
import { grade, graderSecret, madeBy, startApi, type TestApi, type TestUser } from './start-api.ts';

const soon = { timeout: 20_000, interval: 50 };
const grader: TestUser = { uuid: '', token: graderSecret };

let database: Database;
let api: TestApi;
let assignmentId: string;
let programs = 0;

beforeAll(async () => {
  database = await openPglite();
  await migrate(database);
  api = await startApi({ database, messaging: createInProcessMessaging() });
  await api.service.reloadCourse(sampleCourse());
  [assignmentId = ''] = await api.assignmentIds();
});
afterAll(async () => {
  await api.service.close();
  await database.close();
});

/** The graders are started anew with it; all APIs know that within a second or two. */
const restartGradersWith = async (serves: MadeBy): Promise<void> => {
  const heartbeat = { instance: randomUUID(), name: 'test', serves, ended: false };
  expect((await api.post('/internal/heartbeats', grader, heartbeat)).status).toBe(200);
};

async function gradedCode(): Promise<{ id: string; code: string }> {
  const code = `print(${++programs})\n`;
  const { id } = await api.accept(await api.newUser(), assignmentId, code);
  await grade(api.office, id, sampleResult('failed'));
  return { id, code };
}

const handInAgain = async (code: string) => {
  const { status, json } = await api.submit(await api.newUser(), assignmentId, code);
  return { status, submission: (json as { submission: Submission }).submission };
};
const untilGradedAnew = (code: string) =>
  vi.waitFor(async () => {
    const { status, submission } = await handInAgain(code);
    expect(status).toBe(202);
    return submission;
  }, soon);

describe('the same program', () => {
  test('gets the earlier result while the same judge and Python serve', async () => {
    const { id, code } = await gradedCode();
    expect(await handInAgain(code)).toMatchObject({
      ...{ status: 200, submission: { reusedFrom: id } },
    });
    await restartGradersWith(madeBy);
    expect((await handInAgain(code)).status).toBe(200);
  });

  test.each([
    ['judge', { ...madeBy, judge: 'c3'.repeat(32) }],
    ['Python', { ...madeBy, python: 'CPython 3.11.3' }],
  ])(
    'is graded anew by another %s, and the new result is reused from then on',
    async (_, other) => {
      await restartGradersWith(madeBy);
      const old = await vi.waitFor(async () => {
        const found = await gradedCode();
        expect((await handInAgain(found.code)).status).toBe(200);
        return found;
      }, soon);
      await restartGradersWith(other);
      const { id } = await untilGradedAnew(old.code);

      const begun = await api.office.beginAttempt({ submissionId: id });
      if (begun.kind !== 'begun') throw new Error(begun.kind);
      const request = { submissionId: id, attempt: begun.attempt, result: sampleResult('passed') };
      const stored = await api.post('/internal/results', grader, { ...request, madeBy: other });
      expect(stored.status).toBe(200);
      const again = await handInAgain(old.code);
      expect(again).toMatchObject({
        ...{ status: 200, submission: { reusedFrom: id, result: { verdict: 'passed' } } },
      });
    },
  );
});

test('a call of graders that is none is refused', async () => {
  const heartbeat = { instance: randomUUID(), name: 'test', serves: madeBy, ended: false };
  const post = (user: TestUser | undefined, body: unknown) =>
    api.post('/internal/heartbeats', user, body);
  expect((await post(undefined, heartbeat)).status).toBe(401);
  for (const change of [
    { instance: 'one' },
    { name: '' },
    { serves: { ...madeBy, judge: 'new' } },
    { serves: { ...madeBy, python: '' } },
    { ended: 1 },
  ]) {
    expect((await post(grader, { ...heartbeat, ...change })).status).toBe(400);
  }
});

describe('records by another judge or Python', () => {
  const withRecords = (course: LoadedCourse, by: MadeBy | undefined): LoadedCourse => ({
    ...course,
    assignments: course.assignments.map((assignment) => {
      const record = { key: 'ab'.repeat(32), tests: [], uses: {}, ...(by && { madeBy: by }) };
      return {
        ...assignment,
        bundle: { ...assignment.bundle, record },
        bundleHash: `${assignment.bundleHash.slice(0, 56)}${by?.python.length ?? 0}`.padEnd(
          64,
          '0',
        ),
      };
    }),
  });

  test('are a warning in readiness that names the course, and keep nobody from working', async () => {
    await restartGradersWith(madeBy);
    const old = { ...madeBy, python: 'CPython 3.9.1' };
    await api.service.reloadCourse(sampleCourse('sample', []));
    await api.service.reloadCourse(withRecords(sampleCourse('current', ['a']), madeBy));
    await api.service.reloadCourse(withRecords(sampleCourse('outdated', ['b']), old));
    const health = await vi.waitFor(async () => {
      const { status, json } = await api.get('/health/ready');
      const answer = healthSchema.parse(json);
      expect([status, answer.ok, answer.reasons]).toEqual([200, true, []]);
      expect(answer.warnings).toHaveLength(1);
      return answer;
    }, soon);
    expect(health.warnings?.[0]).toMatch(/"Title of outdated".*touchstone course load DIR/);

    const forgeable = await startApi({
      ...{ database, messaging: createInProcessMessaging(), config: { forgeable: true } },
    });
    expect((await forgeable.get('/health/ready')).json).toMatchObject({ warnings: [] });
    await forgeable.service.close();
  });
});
