import { randomUUID } from 'node:crypto';
import {
  healthSchema,
  type LoadedCourse,
  type MadeBy,
  type Submission,
} from '@touchstone/contracts';
import type { Database } from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openTestDatabase } from './open-test-database.ts';
import { sampleCourse, sampleResult } from './sample-course.ts';
import { grade, graderSecret, madeBy, startApi, type TestApi, type TestUser } from './start-api.ts';

const soon = { timeout: 20_000, interval: 50 };
const grader: TestUser = { uuid: '', token: graderSecret };

let database: Database;
let api: TestApi;
let assignmentId: string;
let programs = 0;

beforeAll(async () => {
  database = await openTestDatabase();
  api = await startApi({ database, messaging: createInProcessMessaging() });
  await api.service.reloadCourse(sampleCourse());
  [assignmentId = ''] = await api.assignmentIds();
});
afterAll(async () => {
  await api.service.close();
  await database.close();
});

/** All APIs notice within a second or two; a grader of the same name counts as gone. */
const startGrader = async (name: string, serves: MadeBy): Promise<{ end(): Promise<void> }> => {
  const instance = randomUUID();
  const beat = async (ended: boolean): Promise<void> => {
    const heartbeat = { instance, name, serves, ended };
    expect((await api.post('/internal/heartbeats', grader, heartbeat)).status).toBe(200);
  };
  await beat(false);
  return { end: () => beat(true) };
};

/** As if graders restarted with it. */
const restartGradersWith = (serves: MadeBy) => startGrader('test', serves);

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
/** Code whose result is reused at present. */
const reusedCode = () =>
  vi.waitFor(async () => {
    const found = await gradedCode();
    expect((await handInAgain(found.code)).status).toBe(200);
    return found;
  }, soon);

const untilQueuedAgain = (code: string) =>
  vi.waitFor(async () => {
    const { status, submission } = await handInAgain(code);
    expect(status).toBe(202);
    return submission;
  }, soon);

describe('the same program', () => {
  test('gets the earlier result while the graders have the same judge and Python', async () => {
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
    'is graded again by another %s, and the new result is reused from then on',
    async (_, other) => {
      await restartGradersWith(madeBy);
      const old = await reusedCode();
      await restartGradersWith(other);
      const { id } = await untilQueuedAgain(old.code);

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

describe('old and new graders beside each other', () => {
  const newer = { ...madeBy, judge: 'd4'.repeat(32) };

  test('never get each other’s results, nor does anybody until they agree', async () => {
    await restartGradersWith(madeBy);
    const old = await reusedCode();

    const other = await startGrader('other', newer);
    await untilQueuedAgain(old.code);
    await vi.waitFor(async () => {
      const { ok, warnings } = healthSchema.parse((await api.get('/health/ready')).json);
      expect(ok).toBe(true);
      expect(warnings).toContainEqual(expect.stringContaining('no result is reused'));
    }, soon);
    const of = async (by: MadeBy): Promise<string> => {
      const code = `print(${++programs})\n`;
      const { id } = await api.accept(await api.newUser(), assignmentId, code);
      const begun = await api.office.beginAttempt({ submissionId: id });
      if (begun.kind !== 'begun') throw new Error(begun.kind);
      const ended = {
        submissionId: id,
        attempt: begun.attempt,
        result: sampleResult(),
        madeBy: by,
      };
      expect(await api.office.storeResult(ended)).toBe('stored');
      return code;
    };
    const codes = [await of(madeBy), await of(newer)] as const;
    for (const code of codes) expect((await handInAgain(code)).status).toBe(202);

    await other.end();
    await vi.waitFor(async () => expect((await handInAgain(codes[0])).status).toBe(200), soon);
    expect((await handInAgain(codes[1])).status).toBe(202);
  });
});

test('an invalid call of a grader is refused', async () => {
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

describe('records of another judge or Python', () => {
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

  test('are a warning in readiness that names the course, and do not prevent work', async () => {
    await restartGradersWith(madeBy);
    const old = { ...madeBy, python: 'CPython 3.9.1' };
    await api.service.reloadCourse(sampleCourse('sample', []), { retire: ['one'] });
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
