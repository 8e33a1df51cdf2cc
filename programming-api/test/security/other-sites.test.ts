import { randomUUID } from 'node:crypto';
import { calls, type Call } from '@touchstone/contracts';
import { readInstanceId, type Database } from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from '../open-test-database.ts';
import { aTeacher, invited } from '../people.ts';
import { sampleCourse } from '../sample-course.ts';
import { startApi, type TestApi, type TestUser } from '../start-api.ts';

/* What a page of another site can make the browser of a signed-in teacher send, and what it could read. */

const publicUrl = 'https://courses.example.org';
const host = 'courses.example.org';
let database: Database;
let api: TestApi;
let teacher: TestUser;
let cookie: string;

beforeAll(async () => {
  database = await openTestDatabase();
  api = await startApi({
    ...{ database, messaging: createInProcessMessaging() },
    config: { publicUrl, codeLimit: 100_000 },
  });
  await api.service.reloadCourse(sampleCourse('sample', ['one']));
  teacher = await aTeacher(api, database, 'sample');
  cookie = `__Host-touchstone-${await readInstanceId(database.kysely)}=${teacher.token}`;
});
afterAll(async () => {
  await api.service.close();
  await database.close();
});

const all = Object.entries(calls) as [string, Call][];
const changing = all.filter(([name, { reads }]) => !name.startsWith('GET ') && reads !== true);

/** As the teacher's browser sends it. */
async function send(name: string, headers: Record<string, string>, body?: string) {
  const [method = '', path = ''] = name.split(' ');
  const url = path
    .replace(':course', 'sample')
    .replaceAll(/:assignment\b|:name/g, 'one')
    .replaceAll(/:\w+/g, randomUUID());
  const answer = await api.service.app.inject({
    ...{ method: method as 'POST', url, headers: { host, cookie, ...headers } },
    ...(body !== undefined && { payload: body }),
  });
  return { ...answer, status: answer.statusCode };
}
const json = { 'content-type': 'application/json' };
const exampleOf = ({ example }: Call): string => JSON.stringify(example ?? {});

const foreign: readonly (readonly [string, Record<string, string>])[] = [
  ['another origin', { origin: 'https://evil.example' }],
  ['an opaque origin', { origin: 'null' }],
  ['the same host without TLS', { origin: 'http://courses.example.org' }],
  ['another port', { origin: 'https://courses.example.org:8443' }],
  ['a host that begins alike', { origin: 'https://courses.example.org.evil.example' }],
  ['a host below', { origin: 'https://a.courses.example.org' }],
  ['a user in front of the host', { origin: 'https://courses.example.org@evil.example' }],
  ['no origin, from another site', { 'sec-fetch-site': 'cross-site' }],
  ['no origin, from a sibling host', { 'sec-fetch-site': 'same-site' }],
];

describe.each(changing)('%s', (name, call) => {
  test.each(foreign)('is refused with %s', async (_what, headers) => {
    const answer = await send(name, { ...json, ...headers }, exampleOf(call));
    expect([answer.status, answer.json()]).toMatchObject([
      403,
      { detail: 'The request comes from a page of another site.' },
    ]);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('is refused in what a form or a plain request can send', async () => {
    for (const type of [
      ...['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'],
      ...['application/json, text/plain', 'text/plain; application/json', ''],
    ]) {
      const answer = await send(name, { 'content-type': type }, exampleOf(call));
      expect([type, answer.status]).toEqual([type, 415]);
    }
  });

  test('may be made by no other site, and by no other method', async () => {
    const asked = { 'access-control-request-method': name.split(' ')[0] ?? '' };
    const origin = 'https://evil.example';
    const preflight = await send(name.replace(/^\w+/, 'OPTIONS'), { origin, ...asked });
    expect(preflight.status).toBe(405);
    const overridden = { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' };
    const read = await send(name.replace(/^\w+/, 'PATCH'), { ...json, ...overridden }, '{}');
    expect(read.status).toBe(405);
    for (const { headers } of [preflight, read]) {
      expect(Object.keys(headers).filter((each) => each.startsWith('access-control'))).toEqual([]);
    }
  });
});

test('a page of its own may make each of these calls', async () => {
  for (const [name, call] of changing) {
    for (const own of [
      { origin: publicUrl, 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none' },
      {},
    ]) {
      const answer = await send(name, { ...json, ...own }, exampleOf(call));
      const { detail = '' } = answer.body === '' ? {} : answer.json<{ detail?: string }>();
      expect(detail, name).not.toContain('another site');
    }
    // One of these calls may have ended the session.
    teacher = await aTeacher(api, database, 'sample');
    cookie = cookie.replace(/=.*/, `=${teacher.token}`);
  }
});

test.each(all.filter(([name, { events }]) => name.startsWith('GET ') && events === undefined))(
  '%s can be read by no page of another site, and is framed, guessed and named to no other',
  async (name) => {
    const { headers } = await send(name, { origin: 'https://evil.example' });
    expect(Object.keys(headers).filter((each) => each.startsWith('access-control'))).toEqual([]);
    expect(headers).toMatchObject({
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    if (/\/teach\/|\/me\b|submissions|drafts/.test(name)) {
      expect(headers['cache-control']).toBe('no-store');
    }
  },
);

test('a name of another site that resolves to this server is refused, in each call', async () => {
  for (const [name] of all.filter(([each]) => each.includes('/api/'))) {
    for (const other of ['evil.example', 'courses.example.org.evil.example', 'a@evil.example']) {
      const { status } = await send(name, { ...json, host: other }, undefined);
      expect([name, other, status]).toEqual([name, other, 421]);
    }
  }
});

test('links have the public URL, whatever hosts and schemes the request names', async () => {
  const { uuid } = await invited(database, { slug: 'sample', role: 'student' });
  for (const poison of [
    { 'x-forwarded-host': 'evil.example' },
    { 'x-forwarded-proto': 'http', 'x-forwarded-host': 'evil.example', 'x-forwarded-port': '1' },
    { forwarded: 'host=evil.example;proto=http' },
    { 'x-original-host': 'evil.example', 'x-host': 'evil.example' },
    { host: '127.0.0.1:7800' },
  ]) {
    const answer = await send(
      'POST /api/teach/:course/invitations',
      { ...json, ...poison },
      JSON.stringify({ users: [uuid] }),
    );
    expect(answer.json()).toMatchObject({
      invitations: [
        { link: expect.stringMatching(/^https:\/\/courses\.example\.org\/sign-in#/) as string },
      ],
    });
  }
});

test('without a public URL a link has the host that the browser used', async () => {
  const plain = await startApi({ database, messaging: createInProcessMessaging() });
  const { uuid } = await invited(database, { slug: 'sample', role: 'student' });
  const { body } = await plain.service.app.inject({
    ...{ method: 'POST', url: '/api/teach/sample/invitations' },
    payload: JSON.stringify({ users: [uuid] }),
    headers: {
      ...{ ...json, authorization: `Bearer ${teacher.token}`, host: '127.0.0.1:7800' },
      'x-forwarded-host': 'evil.example',
    },
  });
  expect(body).toContain('"http://127.0.0.1:7800/sign-in#');
  expect(body).not.toContain('evil');
  await plain.service.close();
});

test('no answer leads to another site', async () => {
  for (const path of [
    ...['//evil.example', '//evil.example/..', '/\\evil.example', '/%2F%2Fevil.example', '/api'],
    ...['/api/', '/api//evil.example', '/api/courses/', '/sign-in?next=//evil.example'],
    ...['/api/sign-in?next=https://evil.example', '/schemas', '/health/'],
  ]) {
    const { statusCode, headers } = await api.service.app.inject({ url: path, headers: { host } });
    expect([path, Math.floor(statusCode / 100) === 3, headers.location]).toEqual([
      ...[path, false, undefined],
    ]);
  }
});
