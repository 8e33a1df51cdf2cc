import type { SessionList } from '@touchstone/contracts';
import type { Database } from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from './open-test-database.ts';
import { readEvents } from './event-reader.ts';
import { startApi, type TestApi, type TestUser } from './start-api.ts';

let database: Database;
let api: TestApi;
let url: string;

beforeAll(async () => {
  database = await openTestDatabase();
  const config = { codeLimit: 1000 };
  api = await startApi({ database, messaging: createInProcessMessaging(), config });
  ({ url } = await api.service.listen());
});
afterAll(async () => {
  await api.service.close();
  await database.close();
});

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** One more session of the user. */
async function signIn(user: TestUser, userAgent = firefox): Promise<TestUser> {
  const { json } = await api.post('/api/device-codes', user);
  const { code } = json as { code: string };
  const opened = await api.service.app.inject({
    ...{ method: 'POST', url: '/api/sessions', payload: JSON.stringify({ code }) },
    headers: { 'content-type': 'application/json', 'user-agent': userAgent },
  });
  return { uuid: user.uuid, token: opened.json<{ token: string }>().token };
}

const list = async (user: TestUser) =>
  ((await api.get('/api/me/sessions', user)).json as SessionList).sessions;

const currentId = async (user: TestUser): Promise<string> => {
  const own = (await list(user)).find(({ current }) => current);
  if (own === undefined) throw new Error('the session that asks is not listed');
  return own.id;
};

const end = (user: TestUser | null, id = '', headers: Record<string, string> = {}) =>
  api.service.app.inject({
    ...{ method: 'DELETE', url: `/api/me/sessions${id === '' ? '' : `/${id}`}` },
    headers: {
      'content-type': 'application/json',
      ...(user !== null && { authorization: `Bearer ${user.token}` }),
      ...headers,
    },
  });

const isKnown = async (user: TestUser): Promise<boolean> => {
  const { status } = await api.get('/api/me', user);
  if (status !== 200 && status !== 401) throw new Error(`GET /api/me: ${status}`);
  return status === 200;
};

describe('the sessions of a user', () => {
  test('are listed without their tokens, the current one first', async () => {
    const user = await api.newUser();
    const other = await signIn(user);
    for (const one of [user, other]) {
      const listed = await list(one);
      expect(listed.map(({ current }) => current)).toEqual([true, false]);
      const [, second] = listed;
      expect(Object.keys(second ?? {}).sort()).toEqual(
        ['createdAt', 'current', 'description', 'id', 'lastUsedAt'].sort(),
      );
    }
    expect((await list(other))[0]?.description).toBe('Firefox on Linux');
    expect((await api.get('/api/me/sessions')).status).toBe(401);
    expect((await api.get('/api/me/sessions?x=1', user)).status).toBe(400);
  });

  test('have their last use updated if that was long ago', async () => {
    const user = await api.newUser();
    await sql`update sessions set last_used_at = '2026-01-01' where user_id = ${user.uuid}`.execute(
      database.kysely,
    );
    const [session] = await list(user);
    expect(Date.parse(session?.lastUsedAt ?? '')).toBeGreaterThan(Date.parse('2026-01-02'));
  });

  test('end one by one, only for their user', async () => {
    const user = await api.newUser();
    const other = await signIn(user);
    const id = await currentId(other);
    const stranger = await api.newUser();
    expect((await end(stranger, id)).statusCode).toBe(404);
    expect((await end(null, id)).statusCode).toBe(401);
    for (const wrong of ['x', '00000000-0000-4000-8000-000000000000']) {
      expect((await end(user, wrong)).statusCode).toBe(404);
    }
    expect(await isKnown(other)).toBe(true);
    const ended = await end(user, id.toUpperCase());
    expect([ended.statusCode, ended.body]).toEqual([204, '']);
    expect(await isKnown(other)).toBe(false);
    expect(await isKnown(user)).toBe(true);
    expect((await end(user, id)).statusCode).toBe(404);
    expect(await list(user)).toHaveLength(1);
  });

  test('end except the current one', async () => {
    const user = await api.newUser();
    const others = [await signIn(user), await signIn(user)];
    const stranger = await api.newUser();
    for (const other of others) expect(await isKnown(other)).toBe(true);
    expect((await end(user)).statusCode).toBe(204);
    for (const other of others) expect(await isKnown(other)).toBe(false);
    expect(await isKnown(user)).toBe(true);
    expect(await isKnown(stranger)).toBe(true);
  });

  test('can include the current one, whose end deletes the cookie', async () => {
    const user = await api.newUser();
    const cookie = { cookie: `touchstone_session=${user.token}` };
    const answer = await end(null, await currentId(user), cookie);
    expect(answer.statusCode).toBe(204);
    const cookies = [answer.headers['set-cookie']].flat();
    // The same answer replaces the cookie of the earlier name; the last Set-Cookie counts.
    expect(cookies.at(-1)).toMatch(/^touchstone-[0-9a-f]{12}=; Max-Age=0; Path=\/;/);
    expect(await isKnown(user)).toBe(false);
  });

  test('are not ended by a page of another site, or by a form', async () => {
    const user = await api.newUser();
    const other = await signIn(user);
    const id = await currentId(other);
    expect((await end(user, id, { origin: 'https://evil.example' })).statusCode).toBe(403);
    expect((await end(user, id, { 'content-type': 'text/plain' })).statusCode).toBe(415);
    expect(await isKnown(other)).toBe(true);
  });

  test('end with their event streams, and no others', async () => {
    const user = await api.newUser();
    const other = await signIn(user);
    const mine = await readEvents(`${url}/api/me/events`, user);
    const theirs = await readEvents(`${url}/api/me/events`, other);
    await theirs.nth('progress');
    await end(user, await currentId(other));
    await theirs.ended;
    expect((await readEvents(`${url}/api/me/events`, other)).status).toBe(401);
    let isOver = false;
    void mine.ended.then(() => (isOver = true));
    expect(await isKnown(user)).toBe(true);
    expect(isOver).toBe(false);
    mine.close();
  });
});
