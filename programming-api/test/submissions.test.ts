import type { Database } from '@touchstone/database';
import { createInProcessMessaging, type Messaging } from '@touchstone/messaging';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestDatabase } from './open-test-database.ts';
import { sampleCourse, sampleResult } from './sample-course.ts';
import { grade, startApi, type TestApi } from './start-api.ts';

let database: Database;
let messaging: Messaging;
let api: TestApi;
let assignmentId: string;
let programs = 0;

/** A program that was never handed in before. */
const newCode = (): string => `print(${++programs})\n`;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  messaging = createInProcessMessaging();
  api = await startApi({ database, messaging });
  await api.service.reloadCourse(sampleCourse());
  [assignmentId = ''] = await api.assignmentIds();
});
afterEach(async () => {
  await api.service.close();
  await messaging.close();
});

describe('handing in', () => {
  test('answers 202 with the queued submission and its address', async () => {
    const user = await api.newUser();
    const { status, headers, json } = await api.submit(user, assignmentId, 'x = 1\n');
    expect(status).toBe(202);
    const { submission } = json as { submission: { id: string } };
    expect(headers.location).toBe(`/api/submissions/${submission.id}`);
    expect(submission).toMatchObject({ assignmentId, code: 'x = 1\n', status: 'queued' });
    expect(submission).toMatchObject({ result: null, gradedAt: null, reusedFrom: null });
    expect(await messaging.stream.length()).toBe(1);
    expect((await api.get(String(headers.location), user)).json).toEqual({ submission });
  });

  test('accepts one of fifty simultaneous submissions of a user; the others get 409', async () => {
    const user = await api.newUser();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => api.submit(user, assignmentId, newCode())),
    );
    const accepted = answers.filter(({ status }) => status === 202);
    const refused = answers.filter(({ status }) => status === 409);
    expect([accepted.length, refused.length]).toEqual([1, 49]);
    const { submission } = accepted[0]?.json as { submission: { id: string } };
    for (const { json } of refused) {
      expect(json).toMatchObject({
        type: '/problems/submission-in-grading',
        submissionId: submission.id,
      });
    }
    expect(await messaging.stream.length()).toBe(1);
  });

  test('is possible again once the last one is graded', async () => {
    const user = await api.newUser();
    const { id } = await api.accept(user, assignmentId, newCode());
    await grade(api.office, id, sampleResult('failed'));
    await api.accept(user, assignmentId, newCode());
  });

  test('answers at once with the result of an identical submission, without a stream entry', async () => {
    const first = await api.newUser();
    const original = await api.accept(first, assignmentId, 'print("same")\nx = 1\n');
    await grade(api.office, original.id);
    const length = await messaging.stream.length();

    const second = await api.newUser();
    expect((await api.get('/api/me', second)).json).toMatchObject({ points: 0 });
    const { status, json } = await api.submit(second, assignmentId, 'print("same")\r\nx = 1\r\n');
    expect(status).toBe(200);
    expect(json).toMatchObject({
      submission: { status: 'graded', reusedFrom: original.id, result: sampleResult() },
    });
    expect(await messaging.stream.length()).toBe(length);
    expect((await api.get('/api/me', second)).json).toMatchObject({
      points: 100,
      completedAssignmentIds: [assignmentId],
    });
  });

  test('grades again if the earlier verdict is not reproducible', async () => {
    const code = newCode();
    const first = await api.newUser();
    const { id } = await api.accept(first, assignmentId, code);
    await grade(api.office, id, sampleResult('timeout'));
    await api.accept(await api.newUser(), assignmentId, code);
  });
});

describe('the order of the checks', () => {
  const nobody = { uuid: '', token: '' };
  const unknownId = '00000000-0000-4000-8000-000000000000';

  test('form is checked before size, size before session, session before assignment', async () => {
    const large = 'é'.repeat(32_769);
    const post = async (user: typeof nobody, body: unknown): Promise<number> =>
      (await api.post('/api/submissions', user, body)).status;
    expect(await post(nobody, { assignmentId, code: large, more: 1 })).toBe(400);
    expect(await post(nobody, { assignmentId: unknownId, code: large })).toBe(413);
    expect(await post(nobody, { assignmentId: unknownId, code: 'x' })).toBe(401);
    const user = await api.newUser();
    expect(await post(user, { assignmentId: unknownId, code: 'x' })).toBe(404);
    expect(await post(user, { assignmentId: 'nonsense', code: 'x' })).toBe(404);
  });

  test('a program of exactly the maximum size is accepted', async () => {
    const code = `#${'é'.repeat(32_767)}\n`;
    expect(Buffer.byteLength(code)).toBe(65_536);
    await api.accept(await api.newUser(), assignmentId, code);
  });

  test('reuse is checked before 409, and 409 before 429', async () => {
    const known = newCode();
    const original = await api.accept(await api.newUser(), assignmentId, known);
    await grade(api.office, original.id);
    const strict = await startApi({ database, messaging, config: { userLimit: 2 } });
    const user = await strict.newUser();
    const { id } = await strict.accept(user, assignmentId, newCode());
    expect((await strict.submit(user, assignmentId, known)).status).toBe(200);
    const rows = () => database.kysely.selectFrom('submissions').select('id').execute();
    const before = (await rows()).length;
    expect((await strict.submit(user, assignmentId, newCode())).status).toBe(409);
    await grade(strict.office, id);
    const limited = await strict.submit(user, assignmentId, newCode());
    expect(limited.status).toBe(429);
    expect(limited.json).toMatchObject({ type: '/problems/rate-limited' });
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
    // A reuse counts like any other submission, and is not stored beyond the limit.
    const reused = await strict.submit(user, assignmentId, known);
    expect(reused.status).toBe(429);
    expect(reused.json).toMatchObject({
      type: '/problems/rate-limited',
      detail: expect.stringMatching(/^You handed in more than 2 times within a minute\./) as string,
    });
    expect(await rows()).toHaveLength(before);
    await strict.service.close();
  });

  test('an address has a separate limit, and X-Forwarded-For counts only from a proxy on loopback', async () => {
    const strict = await startApi({ database, messaging, config: { addressLimit: 1 } });
    const from = async (remoteAddress: string, forwardedFor: string): Promise<number> => {
      const { token } = await strict.newUser();
      const { statusCode } = await strict.service.app.inject({
        method: 'POST',
        url: '/api/submissions',
        remoteAddress,
        headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': forwardedFor },
        payload: { assignmentId, code: newCode() },
      });
      return statusCode;
    };
    expect(await from('127.0.0.1', '192.0.2.1')).toBe(202);
    expect(await from('127.0.0.1', '192.0.2.1')).toBe(429);
    expect(await from('127.0.0.1', '192.0.2.2')).toBe(202);
    expect(await from('198.51.100.1', '192.0.2.3')).toBe(202);
    expect(await from('198.51.100.1', '192.0.2.4')).toBe(429);
    await strict.service.close();
  });

  test('a full queue answers 503 with Retry-After', async () => {
    const small = await startApi({ database, messaging, config: { queueLimit: 2 } });
    for (let n = 0; n < 2; n++) await small.accept(await small.newUser(), assignmentId, newCode());
    const { status, headers, json } = await small.submit(
      await small.newUser(),
      assignmentId,
      newCode(),
    );
    expect(status).toBe(503);
    expect(json).toMatchObject({ type: '/problems/queue-full', status: 503 });
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    await small.service.close();
  });
});

describe('the history', () => {
  test('lists submissions of the user, newest first, page by page', async () => {
    const user = await api.newUser();
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) {
      const { id } = await api.accept(user, assignmentId, newCode());
      await grade(api.office, id, sampleResult('failed'));
      ids.unshift(id);
    }
    const page = (query: string) => api.get(`/api/submissions?${query}`, user);
    const first = await page('limit=2');
    expect(first.json).toMatchObject({ submissions: [{ id: ids[0] }, { id: ids[1] }] });
    const { next } = first.json as { next: string };
    expect((await page(`limit=2&before=${next}`)).json).toMatchObject({
      submissions: [{ id: ids[2] }],
      next: null,
    });
    expect((await page(`assignmentId=${assignmentId}`)).json).toMatchObject({ next: null });
    expect((await page('limit=0')).status).toBe(400);
    expect((await page('limit=101')).status).toBe(400);
  });

  test('has no code, output and tests, which are read one by one', async () => {
    const wide = await startApi({ database, messaging, config: { userLimit: 200 } });
    const user = await wide.newUser();
    const [aTest] = sampleResult('failed').tests;
    if (aTest === undefined) throw new Error('the sample has no test');
    const result = {
      ...sampleResult('failed'),
      output: 'x'.repeat(65_536),
      tests: Array.from({ length: 50 }, () => ({ ...aTest, message: 'y'.repeat(1_000) })),
    };
    const full: unknown[] = [];
    for (let n = 0; n < 100; n++) {
      const { id } = await wide.accept(user, assignmentId, `${newCode()}${'#'.repeat(30_000)}\n`);
      await grade(wide.office, id, result);
      if (n === 99) full.push((await wide.get(`/api/submissions/${id}`, user)).json);
    }
    const { json } = await wide.get('/api/submissions?limit=100', user);
    const { submissions } = json as { submissions: Record<string, unknown>[] };
    expect(submissions).toHaveLength(100);
    expect(JSON.stringify(json).length).toBeLessThan(50_000);
    expect(submissions[0]).not.toHaveProperty('code');
    expect(submissions[0]).toMatchObject({ status: 'graded', assignmentId, reusedFrom: null });
    expect(submissions[0]?.result).toEqual({
      ...{ verdict: 'failed', correct: false, points: 0, wallMs: 5, cpuMs: 4 },
      ...{ peakMemoryBytes: 10_000_000, testCount: 50, passedTestCount: 0 },
    });
    expect(full).toMatchObject([{ submission: { id: submissions[0]?.id, result } }]);
    await wide.service.close();
  });

  test('shows no submissions of other users', async () => {
    const { id } = await api.accept(await api.newUser(), assignmentId, newCode());
    const other = await api.newUser();
    expect((await api.get(`/api/submissions/${id}`, other)).status).toBe(404);
    expect((await api.get('/api/submissions', other)).json).toEqual({
      submissions: [],
      next: null,
    });
  });
});
