import type { Database } from '@touchstone/database';
import { createInProcessMessaging, type Messaging } from '@touchstone/messaging';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ApiConfig } from '../src/service.ts';
import { openTestDatabase } from './open-test-database.ts';
import { sampleCourse, sampleResult } from './sample-course.ts';
import { grade, startApi, type TestApi, type TestUser } from './start-api.ts';

/* What one user and one address may read and store, by the calls that a browser makes. */

const mib = 1024 * 1024;
let database: Database;
let messaging: Messaging;
let api: TestApi;
let assignmentId: string;
let programs = 0;
const newCode = (bytes = 0): string => `print(${++programs})\n#`.padEnd(bytes, '.');

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => {
  messaging = createInProcessMessaging();
});
afterEach(async () => {
  await api.service.close();
  await messaging.close();
});
async function start(config: Partial<ApiConfig>): Promise<TestUser> {
  api = await startApi({ database, messaging, config });
  await api.service.reloadCourse(sampleCourse());
  [assignmentId = ''] = await api.assignmentIds();
  return api.newUser();
}

/** The statuses of `count` calls, and the problem of the last one. */
async function repeated(count: number, call: () => ReturnType<TestApi['get']>) {
  const statuses: number[] = [];
  for (let n = 1; n < count; n++) statuses.push((await call()).status);
  const last = await call();
  statuses.push(last.status);
  const { detail } = last.json as { detail?: string };
  return { statuses, detail, retryAfter: Number(last.headers['retry-after']) };
}

const putDraft = (user: TestUser, code: string, revision: number) =>
  api.service.app.inject({
    ...{ method: 'PUT', url: `/api/drafts/${assignmentId}` },
    headers: { authorization: `Bearer ${user.token}` },
    payload: { code, revision },
  });

test('each user can read the history sixty times a minute', async () => {
  const user = await start({});
  const read = (one: TestUser) => () => api.get('/api/submissions', one);
  const { statuses, detail, retryAfter } = await repeated(61, read(user));
  expect(statuses.slice(0, 60)).toEqual(Array.from({ length: 60 }, () => 200));
  expect(statuses[60]).toBe(429);
  expect(detail).toMatch(
    /^You read your history more than 60 times within a minute\. Try again in/,
  );
  expect(retryAfter).toBeGreaterThan(0);
  expect((await read(await api.newUser())()).status).toBe(200);
});

test('reads of submissions, events and drafts are limited together', async () => {
  const user = await start({ readLimit: 4 });
  const { id } = await api.accept(user, assignmentId, newCode());
  await grade(api.office, id);
  const paths = [
    `/api/submissions/${id}`,
    `/api/drafts/${assignmentId}`,
    `/api/submissions/${id}/events`,
  ];
  for (const path of paths) {
    expect((await api.service.app.inject({ url: path, headers: bearer(user) })).statusCode).toBe(
      200,
    );
  }
  expect((await api.get(`/api/submissions/${id}`, user)).status).toBe(200);
  for (const path of [...paths, '/api/me/events']) {
    const { status, json } = await api.get(path, user);
    expect([path, status]).toEqual([path, 429]);
    expect(json).toMatchObject({ detail: expect.stringContaining('more than 4 times') as string });
  }
});

test('what a user stores within an hour is limited: programs, and drafts by their growth', async () => {
  const user = await start({ userStoredMib: 1 });
  const statuses: number[] = [];
  for (let n = 0; n < 16; n++) {
    const { status, json } = await api.submit(user, assignmentId, newCode(65_000));
    statuses.push(status);
    if (status === 202) {
      await grade(api.office, (json as { submission: { id: string } }).submission.id);
    }
  }
  expect(statuses.lastIndexOf(202)).toBe(14);
  expect(statuses[15]).toBe(429);
  // There is room for a smaller one.
  let revision = 0;
  for (; revision < 50; revision++) {
    expect((await putDraft(user, newCode(200), revision)).statusCode).toBe(200);
  }
  expect((await putDraft(user, newCode(65_000), revision++)).statusCode).toBe(200);
  const refused = await putDraft(user, newCode(65_000), revision);
  expect(refused.statusCode).toBe(429);
  expect(refused.json()).toMatchObject({
    detail: expect.stringMatching(
      /^You reached the limit of 1 MiB stored within an hour\. Try again in/,
    ) as string,
  });
  expect((await api.submit(await api.newUser(), assignmentId, newCode(65_000))).status).toBe(202);
});

test('a result counts for its user and for the address that the submission came from', async () => {
  const user = await start({ userStoredMib: 2, addressStoredMib: 4 });
  const handIn = async (one: TestUser) => (await api.submit(one, assignmentId, newCode())).status;
  const result = { ...sampleResult(), output: 'x'.repeat(3 * mib) };
  const { id } = await api.accept(user, assignmentId, newCode());
  await grade(api.office, id, result);
  expect(await handIn(user)).toBe(429);
  const other = await api.newUser();
  const otherId = (await api.accept(other, assignmentId, newCode())).id;
  await grade(api.office, otherId, result);
  const { status, json } = await api.submit(await api.newUser(), assignmentId, newCode());
  expect(status).toBe(429);
  expect(json).toMatchObject({
    detail: expect.stringContaining(
      'Your network address reached the limit of 4 MiB stored within an hour.',
    ) as string,
  });
});

test('a reuse stores almost nothing, and counts accordingly', async () => {
  const user = await start({ userStoredMib: 1, userLimit: 100 });
  const code = newCode(65_000);
  const { id } = await api.accept(user, assignmentId, code);
  await grade(api.office, id, { ...sampleResult(), output: 'x'.repeat(65_000) });
  const { statuses } = await repeated(60, () => api.submit(user, assignmentId, code));
  expect(new Set(statuses)).toEqual(new Set([200]));
});

test('a client that ignores refusals is answered later, and others are not', async () => {
  const user = await start({ historyLimit: 1, refusalDelayMs: 3_000 });
  const others = [await api.newUser(), await api.newUser()];
  const read = () => api.get('/api/submissions', user);
  expect((await read()).status).toBe(200);
  const answered: string[] = [];
  const refused = read().then(({ status }) => answered.push(`the flood: ${status}`));
  for (const one of others) {
    const { status } = await api.get('/api/submissions', one);
    answered.push(`another: ${status}`);
  }
  await refused;
  expect(answered).toEqual(['another: 200', 'another: 200', 'the flood: 429']);
});

test('new users of an address are limited per day, too', async () => {
  await start({ newUserDayLimit: 2 });
  await api.newUser();
  const { status, json, headers } = await api.post('/api/users');
  expect(status).toBe(429);
  expect(json).toMatchObject({ detail: expect.stringContaining('within a day') as string });
  expect(Number(headers['retry-after'])).toBeGreaterThan(80_000);
});

const bearer = ({ token }: TestUser) => ({ authorization: `Bearer ${token}` });
