import { problemSchema } from '@touchstone/contracts';
import type { Database } from '@touchstone/database';
import { createInProcessMessaging, type Messaging } from '@touchstone/messaging';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from './open-test-database.ts';
import { sampleCourse, sampleResult } from './sample-course.ts';
import { graderSecret, startApi, type TestApi, type TestUser } from './start-api.ts';

const grader: TestUser = { uuid: '', token: graderSecret };
const unknownId = '00000000-0000-4000-8000-000000000000';

let database: Database;
let messaging: Messaging;
let api: TestApi;
let assignmentId: string;
let programs = 0;

beforeAll(async () => {
  database = await openTestDatabase();
  messaging = createInProcessMessaging();
  api = await startApi({ database, messaging });
  await api.service.reloadCourse(sampleCourse());
  [assignmentId = ''] = await api.assignmentIds();
});
afterAll(async () => {
  await api.service.close();
  await database.close();
});

async function newSubmission(): Promise<{ id: string; user: TestUser }> {
  const user = await api.newUser();
  const { id } = await api.accept(user, assignmentId, `print(${++programs})\n`);
  return { id, user };
}
const beginAttempt = (submissionId: string) =>
  api.post('/internal/attempts', grader, { submissionId });
const sendResult = (submissionId: string, attempt: number, result: unknown = sampleResult()) =>
  api.post('/internal/results', grader, { submissionId, attempt, result });
const handBack = (submissionId: string, attempt: number) =>
  api.post('/internal/returns', grader, { submissionId, attempt });
const renameTable = (from: string, to: string): Promise<void> =>
  database.kysely.schema.alterTable(from).renameTo(to).execute();
const read = async (id: string, user: TestUser): Promise<unknown> =>
  (await api.get(`/api/submissions/${id}`, user)).json;

describe('a grader', () => {
  test('begins an attempt and stores its result', async () => {
    const { id, user } = await newSubmission();
    expect(await beginAttempt(id)).toMatchObject({ status: 200, json: { attempt: 1 } });
    expect(await read(id, user)).toMatchObject({ submission: { status: 'grading' } });
    expect(await sendResult(id, 1)).toMatchObject({ status: 200, json: { ending: 'stored' } });
    expect(await read(id, user)).toMatchObject({
      submission: { status: 'graded', result: sampleResult() },
    });
  });

  test('may repeat a result, which changes nothing', async () => {
    const { id, user } = await newSubmission();
    await beginAttempt(id);
    await sendResult(id, 1);
    expect(await sendResult(id, 1, sampleResult('failed'))).toMatchObject({
      status: 200,
      json: { ending: 'repeated' },
    });
    expect(await read(id, user)).toMatchObject({ submission: { result: { verdict: 'passed' } } });
  });

  test('hands an attempt back', async () => {
    const { id, user } = await newSubmission();
    await beginAttempt(id);
    expect(await handBack(id, 1)).toMatchObject({ status: 200, json: { ending: 'requeued' } });
    expect(await read(id, user)).toMatchObject({ submission: { status: 'queued' } });
  });

  test('receives `stale` when another attempt has begun', async () => {
    const { id, user } = await newSubmission();
    await beginAttempt(id);
    expect((await beginAttempt(id)).json).toMatchObject({ attempt: 2 });
    const stale = { status: 409, json: { type: '/problems/stale-attempt', ending: 'stale' } };
    expect(await sendResult(id, 1)).toMatchObject(stale);
    expect(await handBack(id, 1)).toMatchObject(stale);
    expect(await read(id, user)).toMatchObject({ submission: { status: 'grading' } });
  });

  test('receives `already-graded` or `unknown` when there is nothing to grade', async () => {
    const { id } = await newSubmission();
    await beginAttempt(id);
    await sendResult(id, 1);
    const graded = { status: 409, json: { type: '/problems/already-graded' } };
    const missing = { status: 404, json: { type: '/problems/not-found', ending: 'unknown' } };
    expect(await beginAttempt(id)).toMatchObject(graded);
    expect(await beginAttempt(id)).toMatchObject({ json: { ending: 'already-graded' } });
    expect(await handBack(id, 1)).toMatchObject(graded);
    expect(await beginAttempt(unknownId)).toMatchObject(missing);
    expect(await sendResult(unknownId, 1)).toMatchObject(missing);
  });

  test('of an older version can see from the status that a return is in vain', async () => {
    const answer = await handBack(unknownId, 1);
    expect(answer).toMatchObject({ status: 409, json: { type: '/problems/already-graded' } });
    expect(answer).toMatchObject({ json: { ending: 'unknown' } });
  });

  test('must send the secret', async () => {
    for (const token of ['wrong', `${graderSecret}x`, graderSecret.slice(1)]) {
      expect((await api.post('/internal/attempts', { uuid: '', token }, {})).status).toBe(401);
    }
  });
});

describe('an invalid result', () => {
  const { tests } = sampleResult();
  test.each([
    ['without verdict', { ...sampleResult(), verdict: undefined }],
    ['of an unknown verdict', { ...sampleResult(), verdict: 'perfect' }],
    ['that is correct and failed', { ...sampleResult('failed'), correct: true }],
    ['with a NUL', { ...sampleResult(), output: 'a\0b' }],
    ['with half a character', { ...sampleResult(), tests: [{ ...tests[0], message: '\ud83d' }] }],
    ['of nothing', null],
  ])('ends the submission as internal-error: one %s', async (_what, result) => {
    const { id, user } = await newSubmission();
    await beginAttempt(id);
    const answer = await sendResult(id, 1, result);
    expect(answer).toMatchObject({
      status: 400,
      json: { type: '/problems/invalid-request', ending: 'invalid' },
    });
    expect(await read(id, user)).toMatchObject({
      submission: { status: 'graded', result: { verdict: 'internal-error', points: 0 } },
    });
  });

  test('does not end a newer attempt', async () => {
    const { id, user } = await newSubmission();
    await beginAttempt(id);
    await beginAttempt(id);
    expect((await sendResult(id, 1, null)).status).toBe(409);
    expect(await read(id, user)).toMatchObject({ submission: { status: 'grading' } });
  });

  test('is invalid for a direct call as well', async () => {
    const { id } = await newSubmission();
    await api.office.beginAttempt({ submissionId: id });
    const result = { ...sampleResult(), output: '\0' };
    expect(await api.office.storeResult({ submissionId: id, attempt: 1, result })).toBe('invalid');
  });

  test('changes nothing without a submission id', async () => {
    expect((await api.post('/internal/results', grader, { result: 1 })).status).toBe(400);
    expect((await api.post('/internal/attempts', grader, { submissionId: 1 })).status).toBe(400);
  });
});

test('a result that cannot be stored is answered with 5xx and not announced', async () => {
  const { id, user } = await newSubmission();
  await beginAttempt(id);
  const announced: string[] = [];
  const unsubscribe = messaging.submissionEvents.subscribe(({ submissionId }) => {
    announced.push(submissionId);
  });
  await renameTable('progress', 'progress_away');
  const failed = await sendResult(id, 1);
  await renameTable('progress_away', 'progress');

  expect(failed.status).toBe(500);
  expect(Object.keys(problemSchema.parse(failed.json)).sort()).toEqual([
    'requestId',
    'status',
    'title',
    'type',
  ]);
  expect(announced).toEqual([]);
  expect(await read(id, user)).toMatchObject({ submission: { status: 'grading', result: null } });
  expect((await sendResult(id, 1)).status).toBe(200);
  expect(announced).toEqual([id]);
  unsubscribe();
});

test('a result that is stored but cannot be announced is answered with `stored`', async () => {
  const { id, user } = await newSubmission();
  const mute = createInProcessMessaging();
  const other = await startApi({ database, messaging: mute });
  await other.office.beginAttempt({ submissionId: id });
  await mute.close();
  const request = { submissionId: id, attempt: 1, result: sampleResult() };
  expect(await other.office.storeResult(request)).toBe('stored');
  expect(await read(id, user)).toMatchObject({ submission: { status: 'graded' } });
  await other.service.close();
});
