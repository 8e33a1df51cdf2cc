import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { readInstanceId, type Database } from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from './open-test-database.ts';
import { sampleCourse, sampleResult } from './sample-course.ts';
import { grade, graderSecret, startApi, type TestApi } from './start-api.ts';

let database: Database;
let api: TestApi;

beforeAll(async () => {
  database = await openTestDatabase();
  api = await startApi({ database, messaging: createInProcessMessaging() });
});
afterAll(async () => {
  await api.service.close();
  await database.close();
});

describe('before any course is loaded', () => {
  test('there are no courses and no assignments', async () => {
    expect((await api.get('/api/courses')).json).toEqual({ courses: [] });
    expect((await api.get('/api/assignments')).json).toEqual({ assignments: [] });
    expect((await api.get('/api/assignments?course=sample')).status).toBe(404);
  });

  test('a user has nothing to do', async () => {
    const user = await api.newUser();
    expect((await api.get('/api/me', user)).json).toEqual({
      uuid: user.uuid,
      points: 0,
      completedAssignmentIds: [],
      currentAssignmentId: null,
      submissionInGrading: null,
    });
  });
});

test('what is not published is in no list, and 404 by every address', async () => {
  const hidden = sampleCourse('hidden', ['secret']);
  const reload = (changes: Partial<typeof hidden>) =>
    api.service.reloadCourse({ ...hidden, ...changes });
  await reload({});
  const user = await api.newUser();
  const [id = ''] = await api.assignmentIds('hidden');
  for (const changes of [
    { assignments: [], unpublished: ['secret'] },
    { assignments: [], published: false },
  ]) {
    await reload(changes);
    for (const path of [
      `/api/assignments/${id}`,
      `/api/assignments/${id}/examples`,
      `/api/assignments/${id}/solution`,
      '/api/courses/hidden/assignments/secret',
      `/api/drafts/${id}`,
    ]) {
      expect([path, (await api.get(path, user)).status]).toEqual([path, 404]);
    }
    expect((await api.submit(user, id, 'pass')).status).toBe(404);
  }
  expect((await api.get('/api/courses')).json).toEqual({ courses: [] });
  expect((await api.get('/api/me?course=hidden', user)).status).toBe(404);
  expect((await api.get('/api/assignments?course=hidden')).status).toBe(404);
});

describe('a user', () => {
  const headers = { 'content-type': 'application/json' };

  test('is created with a token and a cookie that scripts cannot read', async () => {
    const {
      statusCode,
      headers: sent,
      body,
    } = await api.service.app.inject({
      method: 'POST',
      url: '/api/users',
      headers,
    });
    expect(statusCode).toBe(201);
    const { token } = JSON.parse(body) as { token: string };
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(sent['set-cookie']).toBe(
      `touchstone-${await readInstanceId(database.kysely)}=${token}; Max-Age=34560000; Path=/; HttpOnly; SameSite=Lax`,
    );
    expect(sent['cache-control']).toBe('no-store');
  });

  test('with a session gets no second one, and the cookie again', async () => {
    const { token, uuid } = await api.newUser();
    const name = `__Host-touchstone-${await readInstanceId(database.kysely)}`;
    const again = await api.service.app.inject({
      method: 'POST',
      url: '/api/users',
      headers: { ...headers, 'x-forwarded-proto': 'https' },
      cookies: { [name]: token },
      payload: '{}',
    });
    expect(again.statusCode).toBe(200);
    expect(again.json()).toEqual({ user: { uuid, points: 0 } });
    expect(again.headers['set-cookie']).toContain(`${name}=${token};`);
    expect(again.headers['set-cookie']).toContain('; Secure');
    expect((await api.post('/api/users', { token, uuid })).headers['set-cookie']).toBeUndefined();
  });

  test('is identified by the token alone, which is not in the database', async () => {
    const { token } = await api.newUser();
    const rows = await database.kysely.selectFrom('users').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token);
    expect((await api.get('/api/me', { token: token.toUpperCase(), uuid: '' })).status).toBe(401);
  });

  test('cannot be created without limit from one address', async () => {
    const messaging = createInProcessMessaging();
    const strict = await startApi({ database, messaging, config: { newUserLimit: 2 } });
    const user = await strict.newUser();
    await strict.newUser();
    const { status, headers: sent } = await strict.post('/api/users');
    expect(status).toBe(429);
    expect(Number(sent['retry-after'])).toBeGreaterThan(0);
    expect((await strict.post('/api/users', user)).status).toBe(200);
    await strict.service.close();
  });

  test('counts for the address that a trusted proxy sends, and for the proxy if that is invalid', async () => {
    const strict = await startApi({
      ...{ database, messaging: createInProcessMessaging() },
      config: { newUserLimit: 1, trustedProxies: ['127.0.0.1', '10.0.0.0/8'] },
    });
    const madeFrom = async (address: string) => {
      const request = { method: 'POST', url: '/api/users', payload: '{}' } as const;
      const forwarded = { ...headers, 'x-forwarded-for': address };
      return (await strict.service.app.inject({ ...request, headers: forwarded })).statusCode;
    };
    expect(await madeFrom('192.0.2.1')).toBe(201);
    expect(await madeFrom('192.0.2.2')).toBe(201);
    expect(await madeFrom('192.0.2.9, 192.0.2.2')).toBe(429);
    expect(await madeFrom('192.0.2.9, 192.0.2.2, 10.1.1.1')).toBe(429);
    expect(await madeFrom('::ffff:192.0.2.1')).toBe(429);
    expect(await madeFrom('junk')).toBe(201);
    for (const junk of ['more junk', 'unknown', '300.1.1.1'])
      expect(await madeFrom(junk)).toBe(429);
    await strict.service.close();
  });
});

describe('courses and assignments', () => {
  beforeAll(async () => {
    await api.service.reloadCourse(sampleCourse());
    await api.service.reloadCourse(sampleCourse('second', ['alpha']));
  });

  test('are available as soon as they are loaded, the first course by default', async () => {
    expect((await api.get('/api/courses')).json).toMatchObject({
      courses: [{ slug: 'sample' }, { slug: 'second' }],
    });
    expect((await api.get('/api/assignments')).json).toMatchObject({
      assignments: [
        { slug: 'one', position: 1 },
        { slug: 'two', position: 2 },
        { slug: 'three', position: 3 },
      ],
    });
    expect(await api.assignmentIds('second')).toHaveLength(1);
  });

  test('show what students may see and nothing else', async () => {
    const [id = ''] = await api.assignmentIds();
    const { json } = await api.get(`/api/assignments/${id.toUpperCase()}`);
    expect(Object.keys(json as object).sort()).toEqual(
      [
        'course',
        'fileName',
        'handoutHtml',
        'hasSolution',
        'hints',
        'id',
        'judge',
        'part',
        'points',
      ].concat(['position', 'publicTests', 'slug', 'starterCode', 'title']),
    );
  });

  test('are found by slugs as well', async () => {
    const at = (course: string, slug: string) =>
      api.get(`/api/courses/${course}/assignments/${slug}`);
    const [, two = ''] = await api.assignmentIds();
    const byId = await api.get(`/api/assignments/${two}`);
    const found = await at('sample', 'two');
    expect([found.json, found.headers['etag']]).toEqual([byId.json, byId.headers['etag']]);
    const elsewhere = [await at('second', 'two'), await at('third', 'two'), await at('%00', '%00')];
    expect(elsewhere.map(({ status }) => status)).toEqual([404, 404, 404]);
  });

  test('provide what their examples need, and nothing hidden', async () => {
    const course = sampleCourse('hiding', ['gamma']);
    const [assignment] = course.assignments;
    const anyCase = { points: null, hint: null, stdin: '', stdout: '', compare: 'lines' } as const;
    assignment?.bundle.testFiles.push({ fileName: 'hidden_tests.py', source: 'S', hidden: true });
    assignment?.bundle.cases.push(
      { kind: 'script', title: 'seen', hidden: false, ...anyCase },
      { kind: 'script', title: 'Hidden case 2', hidden: true, ...anyCase },
    );
    assignment?.bundle.files.push({ path: 'data/names.txt', contentBase64: 'QWRh' });
    await api.service.reloadCourse(course);
    const [id = ''] = await api.assignmentIds('hiding');
    const { json } = await api.get(`/api/assignments/${id}/examples`);
    expect(json).toEqual({
      fileName: 'submission.py',
      preload: [],
      testFiles: [{ fileName: 'tests.py', source: '# tests of gamma', hidden: false }],
      cases: [{ kind: 'script', title: 'seen', hidden: false, ...anyCase }],
      files: [{ path: 'data/names.txt', contentBase64: 'QWRh' }],
      wallSeconds: 10,
    });
    expect((await api.get(`/api/assignments/${crypto.randomUUID()}/examples`)).status).toBe(404);
  });

  test('say whether a verdict can be forged: in the assignment, or in all', async () => {
    const judges = async (from: TestApi) => {
      const ids = [
        await from.assignmentIds('second'),
        await from.assignmentIds('forgeable'),
      ].flat();
      const answers = await Promise.all(ids.map((id) => from.get(`/api/assignments/${id}`)));
      return answers.map(({ json }) => (json as { judge: unknown }).judge);
    };
    await api.service.reloadCourse(sampleCourse('forgeable', ['beta'], 'shared'));
    expect(await judges(api)).toEqual(['split', 'shared']);
    const messaging = createInProcessMessaging();
    const config = { forgeable: true };
    const trying = await startApi({ database, messaging, config });
    expect(await judges(trying)).toEqual(['shared', 'shared']);
    await trying.service.close();
  });

  test('can be read by POST as well, with any content type and origin, without a body', async () => {
    const { app } = api.service;
    const [id = ''] = await api.assignmentIds();
    for (const path of ['/api/assignments', `/api/assignments/${id}`]) {
      const read = await app.inject(path);
      const headers = { origin: 'http://elsewhere.example' };
      expect((await app.inject({ method: 'POST', url: path, headers })).body).toBe(read.body);
      const typed = { ...headers, 'content-type': 'text/plain' };
      const answer = await app.inject({ method: 'POST', url: path, headers: typed, payload: '' });
      expect(answer.body).toBe(read.body);
      const body = { method: 'POST', url: path, payload: {} } as const;
      expect((await app.inject(body)).statusCode).toBe(200);
    }
  });

  test('answer 304 if the client has them, and again once they have changed', async () => {
    const first = await api.get('/api/assignments');
    const etag = String(first.headers['etag']);
    expect(etag).toMatch(/^"[\w-]+"$/);
    const known = await api.get('/api/assignments', undefined, { 'if-none-match': etag });
    expect([known.status, known.json, known.headers['etag']]).toEqual([304, null, etag]);

    await api.service.reloadCourse({
      ...sampleCourse(),
      assignments: sampleCourse().assignments.slice(0, 2),
    });
    const changed = await api.get('/api/assignments', undefined, { 'if-none-match': etag });
    expect(changed.status).toBe(200);
    expect((changed.json as { assignments: unknown[] }).assignments).toHaveLength(2);
    await api.service.reloadCourse(sampleCourse());
  });

  test.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ])('are compressed with %s, under a tag of their own', async (encoding, decompress) => {
    const [id = ''] = await api.assignmentIds();
    const url = `/api/assignments/${id}`;
    const plain = await api.service.app.inject(url);
    const headers = { 'accept-encoding': encoding };
    const packed = await api.service.app.inject({ url, headers });
    expect(packed.headers['content-encoding']).toBe(encoding);
    expect(decompress(packed.rawPayload).toString()).toBe(plain.body);
    const etag = String(packed.headers.etag);
    expect(etag).not.toBe(plain.headers.etag);
    const again = await api.service.app.inject({
      url,
      headers: { ...headers, 'if-none-match': etag },
    });
    expect([again.statusCode, again.headers.etag]).toEqual([304, etag]);
    for (const answer of [plain, packed, again]) {
      expect(answer.headers.vary).toBe('accept-encoding');
    }
  });

  test('progress is per course, and names the next unsolved assignment', async () => {
    const user = await api.newUser();
    const [one = '', two] = await api.assignmentIds();
    const me = async (course: string) => (await api.get(`/api/me?course=${course}`, user)).json;
    expect(await me('sample')).toMatchObject({ points: 0, currentAssignmentId: one });
    const { id } = await api.accept(user, one, '# progress\n');
    expect(await me('sample')).toMatchObject({ submissionInGrading: id });
    await grade(api.office, id);
    expect(await me('sample')).toMatchObject({
      points: 100,
      completedAssignmentIds: [one],
      currentAssignmentId: two,
      submissionInGrading: null,
    });
    expect(await me('second')).toMatchObject({ points: 0, completedAssignmentIds: [] });
    const wrong = await api.accept(user, two ?? '', '# not yet\n');
    await grade(api.office, wrong.id, sampleResult('failed'));
    expect(await me('sample')).toMatchObject({ triedAssignmentIds: [one, two] });
    expect(await me('second')).not.toHaveProperty('triedAssignmentIds');
    expect((await api.post('/api/users', user)).json).toMatchObject({ user: { points: 100 } });
    expect((await api.get('/api/me?course=other', user)).status).toBe(404);
  });
});

test('no token, cookie or code is ever logged', async () => {
  const lines: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const messaging = createInProcessMessaging();
  const other = await startApi({ database, messaging, logger });
  const user = await other.newUser();
  const [assignmentId = ''] = await other.assignmentIds();
  await messaging.close();
  await other.accept(user, assignmentId, 'print("my code")');
  await other.post('/api/submissions', user, { code: 'print("my code")' });
  await other.post('/internal/results', { uuid: '', token: graderSecret }, { submissionId: 7 });
  await other.service.close();
  expect(lines.join('')).toContain('the sweeper will add it');
  for (const secret of [user.token, graderSecret, 'my code', 'Bearer']) {
    expect(lines.join('')).not.toContain(secret);
  }
});

describe('health and metrics', () => {
  test('the service is live and ready', async () => {
    const ok = { ok: true, service: 'programming-api', reasons: [] };
    expect((await api.get('/health/live')).json).toEqual(ok);
    expect(await api.get('/health/ready')).toMatchObject({ status: 200, json: ok });
  });

  test('a service whose messaging is closed is live but not ready', async () => {
    const messaging = createInProcessMessaging();
    const other = await startApi({ database, messaging });
    await messaging.close();
    expect((await other.get('/health/live')).status).toBe(200);
    expect(await other.get('/health/ready')).toMatchObject({
      status: 503,
      json: { ok: false, reasons: ['The messaging does not answer.'] },
    });
    await other.service.close();
  });

  test('metrics count by route, kind and verdict', async () => {
    const { body } = await api.service.app.inject('/metrics');
    expect(body).toContain('touchstone_submissions_total{kind="accepted"} 2');
    expect(body).toContain('touchstone_results_total{verdict="passed"} 1');
    expect(body).toContain('route="/api/assignments/:id"');
    expect(body).toContain('touchstone_results_total{verdict="timeout"} 0');
    expect(body).toContain('touchstone_accepted_to_graded_seconds_count 2');
    expect(body).toContain('touchstone_attempts_total{kind="first"} 2');
    expect(body).toContain('touchstone_attempt_endings_total{ending="stored"} 2');
    expect(body).toContain('touchstone_api_ready 1');
    expect(body).toContain('touchstone_faults_total{fault="result"} 0');
    expect(body).toMatch(/touchstone_cache_reads_total\{cache="sessions",outcome="hit"\} [1-9]/);
    expect(body).toMatch(/touchstone_oldest_queued_seconds \d/);
    expect(body).toMatch(/touchstone_queue_length\{lane="slow"\} 0/);
    expect(body).toMatch(/touchstone_queue_emptying_seconds\{lane="slow"\} 0/);
    expect(body).toContain('touchstone_refusals_total{reason="queue-full"} 0');
    expect(body).toContain('touchstone_event_streams 0');
  });

  test('the model solution is for users who have solved the assignment', async () => {
    const user = await api.newUser();
    const [one = '', two = ''] = await api.assignmentIds();
    const path = `/api/assignments/${one}/solution`;
    expect((await api.get(path)).status).toBe(401);
    expect((await api.get(path, user)).status).toBe(403);
    const { id } = await api.accept(user, one, '# sees the solution\n');
    await grade(api.office, id);
    expect((await api.get(path, user)).json).toEqual({
      code: expect.stringMatching(/^# solves /) as string,
    });
    expect((await api.get(`/api/assignments/${two}/solution`, user)).status).toBe(403);
    expect((await api.get('/api/assignments/x/solution', user)).status).toBe(404);
  });
});
