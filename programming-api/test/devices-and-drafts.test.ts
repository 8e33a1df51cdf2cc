import { archiveCourse, type Database } from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from './open-test-database.ts';
import { sampleCourse } from './sample-course.ts';
import { startApi, type TestApi, type TestUser } from './start-api.ts';

let database: Database;
let api: TestApi;
let assignmentId: string;

beforeAll(async () => {
  database = await openTestDatabase();
  const config = { codeLimit: 30, draftLimit: 20 };
  api = await startApi({ database, messaging: createInProcessMessaging(), config });
  await api.service.reloadCourse(sampleCourse());
  [assignmentId = ''] = await api.assignmentIds();
});
afterAll(async () => {
  await api.service.close();
  await database.close();
});

interface DraftBody {
  draft: { code: string; revision: number };
}

const newSession = (body: unknown, remoteAddress = '10.0.0.1') =>
  api.service.app.inject({
    ...{ method: 'POST', url: '/api/sessions', remoteAddress },
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify(body),
  });

const putDraft = async (user: TestUser | undefined, body: unknown, id = assignmentId) => {
  const answer = await api.service.app.inject({
    method: 'PUT',
    url: `/api/drafts/${id}`,
    headers: {
      'content-type': 'application/json',
      ...(user !== undefined && { authorization: `Bearer ${user.token}` }),
    },
    payload: JSON.stringify(body),
  });
  return { status: answer.statusCode, json: answer.json<DraftBody & { type: string }>() };
};

test('a draft of an archived course can be read, and not changed', async () => {
  const user = await api.newUser();
  expect((await putDraft(user, { code: 'mine', revision: 0 })).status).toBe(200);
  await archiveCourse(database.kysely, 'sample', 12);
  await api.service.announceCourses();
  const refused = await putDraft(user, { code: 'more', revision: 1 });
  expect(refused).toMatchObject({ status: 403, json: { type: '/problems/course-archived' } });
  const { json } = await api.get(`/api/drafts/${assignmentId}`, user);
  expect(json).toMatchObject({ draft: { code: 'mine' } });
  await archiveCourse(database.kysely, 'sample', null);
  await api.service.announceCourses();
  expect((await putDraft(user, { code: 'more', revision: 1 })).status).toBe(200);
});

describe('another device', () => {
  test('gets a session of the same user by a code, once, with a cookie', async () => {
    const user = await api.newUser();
    const { status, json } = await api.post('/api/device-codes', user);
    const { code, expiresAt } = json as { code: string; expiresAt: string };
    expect(status).toBe(201);
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(9 * 60_000);
    const opened = await newSession({ code: code.toLowerCase() });
    expect(opened.statusCode).toBe(201);
    const { token } = opened.json<{ token: string }>();
    expect(opened.json()).toEqual({ user: { uuid: user.uuid, points: 0 }, token });
    expect(opened.headers['set-cookie']).toContain(`=${token};`);
    expect(opened.headers['set-cookie']).toMatch(/^touchstone-[0-9a-f]{12}=/);
    for (const one of [token, user.token]) {
      const me = await api.get('/api/me', { uuid: user.uuid, token: one });
      expect(me.json).toMatchObject({ uuid: user.uuid });
    }
    const again = await newSession({ code });
    expect(again.statusCode).toBe(403);
    expect(again.json()).toMatchObject({ type: '/problems/invalid-code' });
  });

  test('gets one by the recovery key, any number of times, until there is a newer key', async () => {
    const user = await api.newUser();
    const keys: string[] = [];
    for (let count = 0; count < 2; count++) {
      const { json } = await api.post('/api/recovery-keys', user);
      keys.push((json as { recoveryKey: string }).recoveryKey);
    }
    const [old, current] = keys;
    expect((await newSession({ recoveryKey: old })).statusCode).toBe(403);
    for (let count = 0; count < 2; count++) {
      const opened = await newSession({ recoveryKey: current });
      expect(opened.json()).toMatchObject({ user: { uuid: user.uuid } });
    }
  });

  test('cannot try many codes', async () => {
    const statuses = [];
    for (let count = 0; count < 31; count++) {
      statuses.push((await newSession({ code: 'AAAA-AAAA' }, '10.0.0.2')).statusCode);
    }
    expect(statuses.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 403));
    expect(statuses[30]).toBe(429);
  });

  test('needs a session to create a code, and a code or a key to open a session', async () => {
    expect((await api.post('/api/device-codes')).status).toBe(401);
    expect((await api.post('/api/recovery-keys')).status).toBe(401);
    for (const body of [{}, { code: '' }, { code: 'a', recoveryKey: 'b' }, { code: 7 }]) {
      expect((await newSession(body)).statusCode).toBe(400);
    }
  });
});

describe('a draft', () => {
  test('is available on all devices of its user, and to no other user', async () => {
    const [user, other] = [await api.newUser(), await api.newUser()];
    const read = (one: TestUser) => api.get(`/api/drafts/${assignmentId}`, one);
    expect((await read(user)).json).toEqual({ draft: null });
    const { status, json } = await putDraft(user, { code: 'x = 1\n', revision: 0 });
    expect(status).toBe(200);
    expect(json.draft).toMatchObject({ assignmentId, code: 'x = 1\n', revision: 1 });
    expect((await read(user)).json).toEqual(json);
    expect((await read(other)).json).toEqual({ draft: null });
  });

  test('does not replace a draft other than the one that it was edited from', async () => {
    const user = await api.newUser();
    await putDraft(user, { code: 'here', revision: 0 });
    const { status, json } = await putDraft(user, { code: 'there', revision: 0 });
    expect(status).toBe(409);
    expect(json).toMatchObject({ type: '/problems/draft-conflict', draft: { code: 'here' } });
    const { revision } = json.draft;
    expect((await putDraft(user, { code: 'there', revision })).json.draft.revision).toBe(2);
  });

  test('is refused if it is invalid', async () => {
    const user = await api.newUser();
    const nobodys = '00000000-0000-4000-8000-000000000000';
    const statusOf = async (...args: Parameters<typeof putDraft>) =>
      (await putDraft(...args)).status;
    expect(await statusOf(undefined, { code: '', revision: 0 })).toBe(401);
    expect(await statusOf(user, { code: '', revision: 0 }, nobodys)).toBe(404);
    expect(await statusOf(user, { code: '', revision: 0 }, 'nonsense')).toBe(404);
    expect(await statusOf(user, { code: 'x'.repeat(65_537), revision: 0 })).toBe(413);
    expect(await statusOf(user, { code: 'a\0b', revision: 0 })).toBe(400);
    expect(await statusOf(user, { code: 'a', revision: -1 })).toBe(400);
    expect(await statusOf(user, { code: 'a' })).toBe(400);
  });

  test('cannot be written from a page of another site, or without a content type', async () => {
    const user = await api.newUser();
    const put = (headers: Record<string, string>) =>
      api.service.app.inject({
        ...{ method: 'PUT', url: `/api/drafts/${assignmentId}` },
        headers: { authorization: `Bearer ${user.token}`, ...headers },
        payload: JSON.stringify({ code: 'a', revision: 0 }),
      });
    const json = { 'content-type': 'application/json' };
    expect((await put({ ...json, origin: 'https://evil.example' })).statusCode).toBe(403);
    expect((await put({ 'content-type': 'text/plain' })).statusCode).toBe(415);
  });

  test('can be written a limited number of times in a minute', async () => {
    const user = await api.newUser();
    const statuses = [];
    for (let revision = 0; revision <= 20; revision++) {
      statuses.push((await putDraft(user, { code: `${revision}`, revision })).status);
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    expect(statuses.at(-1)).toBe(429);
  });
});

test('the days of a user require an existing time zone', async () => {
  const user = await api.newUser();
  expect((await api.get('/api/me/days', user)).json).toEqual({ days: [] });
  expect((await api.get('/api/me/days?timeZone=Asia/Kolkata', user)).status).toBe(200);
  expect((await api.get('/api/me/days?timeZone=Middle/Earth', user)).status).toBe(400);
  expect((await api.get('/api/me/days')).status).toBe(401);
});
