import { problemSchema } from '@touchstone/contracts';
import { migrate, openPglite, type Database } from '@touchstone/database';
import { createInProcessMessaging, type Messaging } from '@touchstone/messaging';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
  database = await openPglite();
  await migrate(database);
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
const renameTable = (from: string, to: string): Promise<void> =>
  database.kysely.schema.alterTable(from).renameTo(to).execute();
const read = async (id: string, user: TestUser): Promise<unknown> =>
  (await api.get(`/api/submissions/${id}`, user)).json;
const typeOf = ({ json }: { json: unknown }): string => problemSchema.parse(json).type;

describe('a grader', () => {
  test('begins an attempt and stores its result', async () => {
    const { id, user } = await newSubmission();
    expect(await beginAttempt(id)).toMatchObject({ status: 200, json: { attempt: 1 } });
    expect(await read(id, user)).toMatchObject({ submission: { status: 'grading' } });
    expect(await sendResult(id, 1)).toMatchObject({ status: 200, json: {} });
    expect(await read(id, user)).toMatchObject({
      submission: { status: 'graded', result: sampleResult() },
    });
  });

  test('may repeat a result, which changes nothing', async () => {
    const { id, user } = await newSubmission();
    await beginAttempt(id);
    await sendResult(id, 1);
    expect((await sendResult(id, 1, sampleResult('failed'))).status).toBe(200);
    expect(await read(id, user)).toMatchObject({ submission: { result: { verdict: 'passed' } } });
  });

  test('is told when another attempt took over', async () => {
    const { id, user } = await newSubmission();
    await beginAttempt(id);
    expect((await beginAttempt(id)).json).toEqual({ attempt: 2 });
    const stale = await sendResult(id, 1);
    expect([stale.status, typeOf(stale)]).toEqual([409, '/problems/stale-attempt']);
    expect(await read(id, user)).toMatchObject({ submission: { status: 'grading' } });
  });

  test('is told when there is nothing left to grade, or never was', async () => {
    const { id } = await newSubmission();
    await beginAttempt(id);
    await sendResult(id, 1);
    expect(typeOf(await beginAttempt(id))).toBe('/problems/already-graded');
    expect((await beginAttempt(unknownId)).status).toBe(404);
    expect((await sendResult(unknownId, 1)).status).toBe(404);
  });

  test('must know the secret', async () => {
    for (const token of ['wrong', `${graderSecret}x`, graderSecret.slice(1)]) {
      expect((await api.post('/internal/attempts', { uuid: '', token }, {})).status).toBe(401);
    }
  });
});

describe('a result that can not be one', () => {
  const { tests } = sampleResult();
  test.each([
    ['without verdict', { ...sampleResult(), verdict: undefined }],
    ['of an unknown verdict', { ...sampleResult(), verdict: 'perfect' }],
    ['that is correct and failed', { ...sampleResult('failed'), correct: true }],
    ['with a NUL', { ...sampleResult(), output: 'a\0b' }],
    ['with half a character', { ...sampleResult(), tests: [{ ...tests[0], message: '\ud83d' }] }],
    ['of nothing', null],
  ])('ends the submission as our fault: one %s', async (_what, result) => {
    const { id, user } = await newSubmission();
    await beginAttempt(id);
    const answer = await sendResult(id, 1, result);
    expect([answer.status, typeOf(answer)]).toEqual([400, '/problems/invalid-request']);
    expect(await read(id, user)).toMatchObject({
      submission: { status: 'graded', result: { verdict: 'internal-error', points: 0 } },
    });
  });

  test('does not end an attempt that is not its own', async () => {
    const { id, user } = await newSubmission();
    await beginAttempt(id);
    await beginAttempt(id);
    expect((await sendResult(id, 1, null)).status).toBe(409);
    expect(await read(id, user)).toMatchObject({ submission: { status: 'grading' } });
  });

  test('is refused in the same process as well', async () => {
    const { id } = await newSubmission();
    await api.office.beginAttempt({ submissionId: id });
    const result = { ...sampleResult(), output: '\0' };
    expect(await api.office.storeResult({ submissionId: id, attempt: 1, result })).toBe('refused');
  });

  test('changes nothing when it names no submission', async () => {
    expect((await api.post('/internal/results', grader, { result: 1 })).status).toBe(400);
    expect((await api.post('/internal/attempts', grader, { submissionId: 1 })).status).toBe(400);
  });
});

test('a result that can not be stored is 5xx to the grader, and nobody is told of it', async () => {
  const { id, user } = await newSubmission();
  await beginAttempt(id);
  const told: string[] = [];
  const unsubscribe = messaging.submissionEvents.subscribe(({ submissionId }) => {
    told.push(submissionId);
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
  expect(told).toEqual([]);
  expect(await read(id, user)).toMatchObject({ submission: { status: 'grading', result: null } });
  expect((await sendResult(id, 1)).status).toBe(200);
  expect(told).toEqual([id]);
  unsubscribe();
});

test('a result that is stored but can not be announced is stored to the grader', async () => {
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
