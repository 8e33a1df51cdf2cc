import { migrate, readInstanceId, type Database } from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiConfig } from '../src/service.ts';
import { openTestDatabase } from './open-test-database.ts';
import { sampleCourse } from './sample-course.ts';
import { startApi, type TestApi, type TestUser } from './start-api.ts';

const oldName = 'touchstone_session';
const publicUrl = 'https://courses.example.org';

let database: Database;
let instanceId: string;
let plain: TestApi;
let secure: TestApi;
let url: string;

const start = (config: Partial<ApiConfig>): Promise<TestApi> =>
  startApi({ database, messaging: createInProcessMessaging(), config });

beforeAll(async () => {
  database = await openTestDatabase();
  instanceId = await readInstanceId(database.kysely);
  [plain, secure] = await Promise.all([start({}), start({ publicUrl })]);
  await plain.service.reloadCourse(sampleCourse());
  ({ url } = await secure.service.listen());
});
afterAll(async () => {
  await Promise.all([plain.service.close(), secure.service.close()]);
  await database.close();
});

const plainName = (): string => `touchstone-${instanceId}`;
const secureName = (): string => `__Host-touchstone-${instanceId}`;

/** The answer's cookies: name, value and attributes of each. */
function setCookies({ headers }: Pick<LightMyRequestResponse, 'headers'>) {
  return [headers['set-cookie'] ?? []].flat().map((line) => {
    const [pair = '', ...attributes] = line.split('; ');
    const [name = '', value = ''] = pair.split('=');
    return { name, value, attributes: attributes.toSorted() };
  });
}

const ask = (api: TestApi, url: string, cookies: Record<string, string>) =>
  api.service.app.inject({ url, cookies });
const postUser = (api: TestApi, cookies: Record<string, string>) =>
  api.service.app.inject({
    ...{ method: 'POST', url: '/api/users', cookies, payload: '{}' },
    headers: { 'content-type': 'application/json' },
  });

const kept = ['HttpOnly', 'Max-Age=34560000', 'Path=/', 'SameSite=Lax'];
const dropped = ['HttpOnly', 'Max-Age=0', 'Path=/', 'SameSite=Lax'];

test('an instance keeps its id, and another one has a different id', async () => {
  await migrate(database);
  expect(await readInstanceId(database.kysely)).toBe(instanceId);
  expect(instanceId).toMatch(/^[0-9a-f]{12}$/);
  const other = await openTestDatabase();
  expect(await readInstanceId(other.kysely)).not.toBe(instanceId);
  await other.close();
});

test('the cookie is named after the instance', async () => {
  const { token } = (await postUser(plain, {})).json<{ token: string }>();
  expect(setCookies(await postUser(plain, { [plainName()]: token }))).toEqual([
    { name: plainName(), value: token, attributes: kept },
  ]);
});

test('with a public URL of https it is bound to this host, whatever the scheme of the request', async () => {
  const { app } = secure.service;
  for (const proto of ['http', 'https', 'https, http', 'junk']) {
    const headers = { 'content-type': 'application/json', 'x-forwarded-proto': proto };
    const made = await app.inject({ method: 'POST', url: '/api/users', headers, payload: '{}' });
    const [cookie, ...others] = setCookies(made);
    expect(others).toEqual([]);
    expect(cookie).toMatchObject({ name: secureName(), attributes: [...kept, 'Secure'] });
  }
});

test('with a public URL of http it is not, whatever the scheme of the request', async () => {
  const api = await start({ publicUrl: 'http://courses.example.org' });
  const headers = { 'content-type': 'application/json', 'x-forwarded-proto': 'https' };
  const request = { method: 'POST', url: '/api/users', headers, payload: '{}' } as const;
  expect(setCookies(await api.service.app.inject(request))[0]).toMatchObject({
    ...{ name: plainName(), attributes: kept },
  });
  await api.service.close();
});

describe.each([
  ['the one cookie of all instances', () => oldName],
  ['the plain cookie of before TLS', plainName],
])('an earlier cookie, %s,', (_what, nameOf) => {
  const exchangeOf = (token: string) => [
    { name: secureName(), value: token, attributes: [...kept, 'Secure'] },
    { name: nameOf(), value: '', attributes: [...dropped, 'Secure'] },
  ];

  test.each(['/api/me', '/api/submissions', '/api/me/days'])(
    'is exchanged on %s, in an answer that nobody keeps',
    async (url) => {
      const { token } = await secure.newUser();
      const answer = await ask(secure, url, { [nameOf()]: token });
      expect(answer.statusCode).toBe(200);
      expect(setCookies(answer)).toEqual(exchangeOf(token));
      expect(answer.headers['cache-control']).toBe('no-store');
    },
  );

  test('is replaced on an event stream', async () => {
    const { token } = await secure.newUser();
    const abort = new AbortController();
    const stream = await fetch(`${url}/api/me/events`, {
      headers: { cookie: `${nameOf()}=${token}` },
      signal: abort.signal,
    });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    expect(setCookies({ headers: { 'set-cookie': stream.headers.getSetCookie() } })).toEqual(
      exchangeOf(token),
    );
    abort.abort();
  });

  test('is replaced by an error answer, too', async () => {
    const { token } = await secure.newUser();
    const answer = await ask(secure, '/api/submissions/nonsense', { [nameOf()]: token });
    expect(answer.statusCode).toBe(404);
    expect(setCookies(answer)).toEqual(exchangeOf(token));
  });

  test('creates no user, however many requests have it at once', async () => {
    const user = await secure.newUser();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => postUser(secure, { [nameOf()]: user.token })),
    );
    for (const answer of answers) {
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toEqual({ user: { uuid: user.uuid, points: 0 } });
      expect(setCookies(answer)).toEqual(exchangeOf(user.token));
    }
  });

  const uuidOf = async (cookies: Record<string, string>) => {
    const answer = await ask(secure, '/api/me', cookies);
    return { uuid: answer.json<TestUser>().uuid, sets: setCookies(answer) };
  };

  test('is ignored if the new one is sent, too', async () => {
    const [one, other] = [await secure.newUser(), await secure.newUser()];
    const both = { [nameOf()]: one.token, [secureName()]: other.token };
    expect(await uuidOf(both)).toEqual({ uuid: other.uuid, sets: [] });
  });

  test('is used if the new one has no session', async () => {
    const { uuid, token } = await secure.newUser();
    for (const stale of ['A'.repeat(43), 'nonsense', '']) {
      const both = { [nameOf()]: token, [secureName()]: stale };
      expect(await uuidOf(both)).toEqual({ uuid, sets: exchangeOf(token) });
    }
  });

  test('of another instance is left unchanged', async () => {
    const theirs = { [nameOf()]: 'B'.repeat(43) };
    const answer = await ask(secure, '/api/me', theirs);
    expect([answer.statusCode, setCookies(answer)]).toEqual([401, []]);
    const made = await postUser(secure, theirs);
    expect(made.statusCode).toBe(201);
    expect(setCookies(made).map(({ name }) => name)).toEqual([secureName()]);
  });
});

test('over plain http the old cookie is replaced as well', async () => {
  const { token } = await plain.newUser();
  expect(setCookies(await ask(plain, '/api/me', { [oldName]: token }))).toEqual([
    { name: plainName(), value: token, attributes: kept },
    { name: oldName, value: '', attributes: dropped },
  ]);
});

test('a bearer token leaves cookies unchanged', async () => {
  const [one, other] = [await secure.newUser(), await secure.newUser()];
  const answer = await secure.service.app.inject({
    url: '/api/me',
    headers: { authorization: `Bearer ${one.token}` },
    cookies: { [oldName]: other.token },
  });
  expect(answer.json()).toMatchObject({ uuid: one.uuid });
  expect(setCookies(answer)).toEqual([]);
});

test('answers that are the same for everyone set no cookie', async () => {
  const { token } = await secure.newUser();
  const [id = ''] = await secure.assignmentIds();
  const paths = ['/api/courses', '/api/assignments', `/api/assignments/${id}`];
  for (const path of [...paths, `${paths[2] ?? ''}/examples`, '/api/openapi.json']) {
    const answer = await ask(secure, path, { [oldName]: token });
    expect([answer.statusCode, setCookies(answer)], path).toEqual([200, []]);
  }
});
