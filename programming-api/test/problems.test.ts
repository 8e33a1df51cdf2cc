import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { problemMediaType, problemSchema } from '@touchstone/contracts';
import type { Database } from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from './open-test-database.ts';
import { sampleCourse } from './sample-course.ts';
import { startApi, type TestApi, type TestUser } from './start-api.ts';

let database: Database;
let api: TestApi;
let user: TestUser;
let url: string;

beforeAll(async () => {
  database = await openTestDatabase();
  api = await startApi({ database, messaging: createInProcessMessaging() });
  await api.service.reloadCourse(sampleCourse());
  user = await api.newUser();
  ({ url } = await api.service.listen());
});
afterAll(async () => {
  await api.service.close();
  await database.close();
});

/** Sends as the user, and expects a problem document. */
async function refusal(request: InjectOptions) {
  const { headers, ...rest } = request;
  const answer = await api.service.app.inject({
    headers: { authorization: `Bearer ${user.token}`, ...headers },
    ...rest,
  });
  expect(answer.headers['content-type']).toBe(problemMediaType);
  const problem = problemSchema.parse(answer.json());
  expect(problem.status).toBe(answer.statusCode);
  return { ...problem, headers: answer.headers };
}

const json = { 'content-type': 'application/json' };
const post = (payload: string | Buffer, headers: Record<string, string> = json): InjectOptions => ({
  method: 'POST',
  url: '/api/submissions',
  headers,
  payload,
});
const assignmentId = '00000000-0000-4000-8000-000000000000';

describe('an invalid request', () => {
  const malformed: Record<string, InjectOptions> = {
    'no body': post(''),
    'a body that is not JSON': post('{"assignmentId":'),
    'a body that is not UTF-8': post(Buffer.from([0x22, 0xff, 0x22])),
    'a body that is not an object': post('[]'),
    'a body of null': post('null'),
    'a missing field': post(JSON.stringify({ assignmentId })),
    'a wrong type': post(JSON.stringify({ assignmentId, code: 3 })),
    'an unknown field': post(JSON.stringify({ assignmentId, code: '', points: 100 })),
    'a poisoned prototype': post(`{"assignmentId":"${assignmentId}","code":"","__proto__":{}}`),
    'a NUL in the code': post(JSON.stringify({ assignmentId, code: 'a\0b' })),
    'a lone surrogate in the code': post(JSON.stringify({ assignmentId, code: '\ud83d' })),
    'an unknown query field on a POST': { ...post('{}'), url: '/api/submissions?dry=1' },
    'an unknown query field': { url: '/api/assignments?curse=sample' },
    'a query field given twice': { url: '/api/assignments?course=a&course=b' },
    'a course that is not a slug': { url: '/api/me?course=No%20Slug' },
    'a broken escape in the query': { url: '/api/me?course=%zz' },
    'a query where none is expected': { url: '/api/courses?page=2' },
    'a broken escape in the path': { url: '/api/assignments/%zz' },
    'a history page that is not a number': { url: '/api/submissions?limit=many' },
    'a body where none is expected': {
      method: 'POST',
      url: '/api/users',
      headers: json,
      payload: '{"a":1}',
    },
    'a body on a read': { method: 'POST', url: '/api/assignments', headers: json, payload: '[1]' },
  };
  test.each(Object.entries(malformed))('is 400: %s', async (_what, request) => {
    expect((await refusal(request)).type).toBe('/problems/invalid-request');
  });

  test('is answered with all its faults, by path and in sentences', async () => {
    const { errors } = await refusal(post('{"assignmentId":7,"code":"a\\u0000b","more":1}'));
    expect(errors).toEqual([
      { path: 'body.assignmentId', message: 'Invalid input: expected string, received number.' },
      { path: 'body.code', message: 'Must not contain a NUL character.' },
      { path: 'body', message: 'Unrecognized key: "more".' },
    ]);
  });
});

describe('other refusals', () => {
  const unknown = '/api/submissions/00000000-0000-4000-8000-000000000000';
  const notFound: Record<string, InjectOptions> = {
    'an unknown page': { url: '/nowhere' },
    'an unknown call': { url: '/api/nowhere' },
    'an unknown call with a body': { ...post('x', { 'content-type': 'text/xml' }), url: '/api/x' },
    'a trailing slash': { url: '/api/courses/' },
    'an unknown course': { url: '/api/assignments?course=other' },
    'an unknown submission': { url: unknown },
    'the events of an unknown submission': { url: `${unknown}/events` },
    'a malformed submission id': { url: '/api/submissions/7' },
    'the events of a malformed id': { url: "/api/submissions/'--/events" },
    'a malformed assignment id': { url: '/api/assignments/hello' },
    'a malformed assignment id in the history': { url: '/api/submissions?assignmentId=7' },
    'a malformed position in the history': { url: '/api/submissions?before=7' },
    'an endless id': { url: `/api/assignments/${'a'.repeat(500)}` },
    'an unknown internal call': { method: 'POST', url: '/internal/other' },
  };
  test.each(Object.entries(notFound))('404 for %s', async (_what, request) => {
    expect((await refusal(request)).type).toBe('/problems/not-found');
  });

  const unauthenticated: Record<string, InjectOptions> = {
    'own data': { url: '/api/me' },
    'own events': { url: '/api/me/events' },
    'the history': { url: '/api/submissions' },
    'a submission': { url: unknown },
    'its events': { url: `${unknown}/events` },
    'a call of graders': { method: 'POST', url: '/internal/attempts', payload: {} },
    'a result that is not from a grader': { method: 'POST', url: '/internal/results', payload: {} },
  };
  test.each(Object.entries(unauthenticated))(
    '401 for %s without session',
    async (_what, request) => {
      const authorization = 'Bearer nonsense';
      const { type } = await refusal({ ...request, headers: { authorization } });
      expect(type).toBe('/problems/unauthenticated');
    },
  );

  test('405 for another method, with the allowed ones', async () => {
    const other = await refusal({ method: 'DELETE', url: '/api/submissions' });
    expect(other.type).toBe('/problems/method-not-allowed');
    expect(other.headers['allow']).toBe('GET, HEAD, POST');
    const xml = { 'content-type': 'text/xml' };
    expect(
      (await refusal({ method: 'PUT', url: '/api/me', headers: xml, payload: '<a/>' })).status,
    ).toBe(405);
    expect((await refusal({ method: 'POST', url: '/api/me/events' })).headers['allow']).toBe('GET');
  });

  test('413 for a body over the limit', async () => {
    expect((await refusal(post(`"${'x'.repeat(500_000)}"`))).type).toBe('/problems/too-large');
  });

  test('415 for a body that is not application/json', async () => {
    const types = [
      'text/plain',
      'application/jsonp',
      'application/x-www-form-urlencoded',
      'nonsense',
    ];
    for (const type of types) {
      const { status } = await refusal(post('{}', { 'content-type': type }));
      expect(status, type).toBe(415);
    }
    expect((await refusal({ method: 'POST', url: '/api/submissions' })).status).toBe(415);
    const untyped = { method: 'POST', url: '/api/users', payload: Buffer.from('{}') } as const;
    expect((await refusal(untyped)).status).toBe(415);
    const empty = { method: 'POST', url: '/api/users', headers: { 'content-type': 'text/plain' } };
    expect((await refusal(empty as InjectOptions)).status).toBe(415);
    expect((await refusal(post('{}', { ...json, 'content-encoding': 'gzip' }))).status).toBe(415);
  });

  test('421 for an unknown Host, even if there is no such page', async () => {
    for (const path of ['/api/courses', '/nowhere']) {
      const { type } = await refusal({ url: path, headers: { host: 'evil.example' } });
      expect(type).toBe('/problems/unknown-host');
    }
  });

  test('403 for a change from a page of another site', async () => {
    const { type } = await refusal(post('{}', { ...json, origin: 'http://evil.example' }));
    expect(type).toBe('/problems/forbidden');
    const headers = { origin: 'http://evil.example' };
    const bodiless = await refusal({ method: 'POST', url: '/api/users', headers });
    expect(bodiless.type).toBe('/problems/forbidden');
    const own = { ...json, origin: 'http://localhost:80', host: 'localhost' };
    expect((await refusal(post('{}', own))).status).toBe(400);
  });
});

describe('malformed HTTP', () => {
  const exchange = async (request: string): Promise<string> => {
    const { port, hostname } = new URL(url);
    const socket = connect({ port: Number(port), host: hostname });
    socket.end(request);
    return text(socket);
  };
  const long = `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`;

  test.each([
    ['nonsense', 'nonsense\r\n\r\n', 400],
    ['headers that are too large', long, 431],
    ['no Host', 'GET /api/courses HTTP/1.1\r\nConnection: close\r\n\r\n', 421],
    ['an unknown method', 'BREW /pot HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
    [
      'a rare method',
      'PROPFIND /api/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
      404,
    ],
    ['TRACE', 'TRACE /api/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 405],
  ])('is answered with a problem document: %s', async (_what, request, status) => {
    const answer = await exchange(request);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer.toLowerCase()).toContain(`content-type: ${problemMediaType}`);
    const body = answer.slice(answer.indexOf('\r\n\r\n') + 4);
    expect(
      problemSchema.parse(JSON.parse(body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1)))
        .status,
    ).toBe(status);
  });

  test('an unknown expectation is ignored', async () => {
    const request = [
      'POST /api/users HTTP/1.1',
      ...['Host: localhost', 'Connection: close', 'Expect: tea'],
      ...['Content-Type: application/json', 'Content-Length: 2', '', '{}'],
    ];
    expect(await exchange(request.join('\r\n'))).toMatch(/^HTTP\/1.1 201 /);
  });
});

describe('pages beside the API', () => {
  test('do not cover paths under /api', async () => {
    const pages = await startApi({
      database,
      messaging: createInProcessMessaging(),
      plugins: [
        (app, _options, done) => {
          app.get('/*', (_request, reply) => reply.type('text/html').send('<p>a page</p>'));
          done();
        },
      ],
    });
    const { app } = pages.service;
    const page = await app.inject('/assignments/sample/one');
    expect([page.statusCode, page.body]).toEqual([200, '<p>a page</p>']);
    expect(page.headers['content-security-policy']).toBeUndefined();
    for (const path of ['/api', '/api/nowhere', '/internal/nowhere']) {
      const { headers, statusCode } = await app.inject(path);
      expect([statusCode, headers['content-type']]).toEqual([404, problemMediaType]);
    }
    await pages.service.close();
  });
});

test('every answer of the API has the security headers', async () => {
  for (const path of ['/api/courses', '/api/nowhere', '/api/me']) {
    const { headers } = await api.service.app.inject(path);
    expect(headers['x-content-type-options'], path).toBe('nosniff');
    expect(headers['content-security-policy'], path).toContain("default-src 'none'");
  }
});
