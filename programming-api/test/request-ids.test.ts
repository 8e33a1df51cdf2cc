import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { problemSchema } from '@touchstone/contracts';
import type { Database } from '@touchstone/database';
import { createInProcessMessaging, type Messaging } from '@touchstone/messaging';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ApiConfig } from '../src/service.ts';
import { openTestDatabase } from './open-test-database.ts';
import { sampleCourse, sampleResult } from './sample-course.ts';
import { graderSecret, madeBy, startApi, type TestApi, type TestUser } from './start-api.ts';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface LogLine {
  readonly msg: string;
  readonly requestId?: string;
  readonly submissionId?: string;
}

let database: Database;
let messaging: Messaging;
let api: TestApi;
let user: TestUser;
let url: string;
const log: LogLine[] = [];
const logger = pino(
  { level: 'trace' },
  { write: (line) => void log.push(JSON.parse(line) as LogLine) },
);

const start = (config: Partial<ApiConfig>): Promise<TestApi> =>
  startApi({ database, messaging, logger, config });

beforeAll(async () => {
  database = await openTestDatabase();
  messaging = createInProcessMessaging();
  api = await start({});
  await api.service.reloadCourse(sampleCourse());
  user = await api.newUser();
  ({ url } = await api.service.listen());
});
afterAll(async () => {
  await api.service.close();
  await messaging.close();
  await database.close();
});
beforeEach(() => void (log.length = 0));

const bearer = () => ({ authorization: `Bearer ${user.token}` });

describe('each answer has the id of its request', () => {
  test.each([
    ['a success', '/api/me', 200],
    ['what is the same for everyone', '/api/courses', 200],
    ['a problem', '/api/submissions/nonsense', 404],
    ['an address that there is not', '/api/nowhere', 404],
    ['an address outside', '/nowhere', 404],
    ['an address that is none', '/api/assignments/%zz', 400],
    ['a refused method', '/api/users', 405],
    ['liveness', '/health/live', 200],
    ['readiness', '/health/ready', 200],
    ['metrics', '/metrics', 200],
    ['the description', '/api/openapi.json', 200],
    ['a grader without its secret', '/internal/attempts', 405],
  ])('%s', async (_what, path, status) => {
    const answer = await api.service.app.inject({ url: path, headers: bearer() });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['x-request-id']).toMatch(uuid);
  });

  test('an unknown host', async () => {
    const headers = { host: 'evil.example' };
    const answer = await api.service.app.inject({ url: '/api/me', headers });
    expect([answer.statusCode, answer.headers['x-request-id']]).toEqual([
      421,
      expect.stringMatching(uuid),
    ]);
  });

  test('an event stream', async () => {
    const abort = new AbortController();
    const headers = { ...bearer(), 'x-request-id': 'stream-1' };
    const answer = await fetch(`${url}/api/me/events`, { headers, signal: abort.signal });
    expect(answer.headers.get('x-request-id')).toBe('stream-1');
    abort.abort();
  });

  test('malformed HTTP', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('nonsense\r\n\r\n');
    expect(await text(socket)).toMatch(/\r\nX-Request-Id: [0-9a-f-]{36}\r\n/);
  });
});

describe('the id of a request', () => {
  const answered = async (from: TestApi, headers: Record<string, string | string[]>) => {
    const answer = await from.service.app.inject({ url: '/api/courses', headers });
    return answer.headers['x-request-id'];
  };

  test.each(['a', 'A-9', 'x'.repeat(64)])('is accepted from a trusted proxy: %s', async (id) => {
    expect(await answered(api, { 'x-request-id': id })).toBe(id);
  });

  test.each(['', 'x'.repeat(65), 'a b', 'a_b', 'a,b', 'ä', 'a.b', "a'b", 'a\tb', '{"a":1}', '%0a'])(
    'is replaced when it could be anything else: %j',
    async (id) => {
      expect(await answered(api, { 'x-request-id': id })).toMatch(uuid);
    },
  );

  test('is replaced if there are two', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const ids = 'X-Request-Id: one\r\nX-Request-Id: two\r\n';
    socket.write(`GET /api/courses HTTP/1.1\r\nHost: localhost\r\n${ids}Connection: close\r\n\r\n`);
    expect(await text(socket)).toMatch(/\r\nx-request-id: [0-9a-f-]{36}\r\n/);
  });

  test('is replaced if it comes from others than graders', async () => {
    const strict = await start({ trustedProxies: ['192.0.2.1'] });
    const own = { 'x-request-id': 'mine' };
    expect(await answered(strict, own)).toMatch(uuid);
    expect(await answered(strict, { ...own, ...bearer() })).toMatch(uuid);
    expect(await answered(strict, { ...own, authorization: `Bearer ${graderSecret}` })).toBe(
      'mine',
    );
    await strict.service.close();
  });
});

test('the document of an internal error has the id of its answer and log line', async () => {
  const { schema } = database.kysely;
  await schema.alterTable('progress').renameTo('progress_away').execute();
  // Nothing is cached for this user yet.
  const { token } = await api.newUser();
  const headers = { authorization: `Bearer ${token}`, 'x-request-id': 'fault-7' };
  const answer = await api.service.app.inject({ url: '/api/me', headers });
  await schema.alterTable('progress_away').renameTo('progress').execute();
  expect(answer.statusCode).toBe(500);
  expect(problemSchema.parse(answer.json()).requestId).toBe('fault-7');
  expect(answer.headers['x-request-id']).toBe('fault-7');
  expect(log.find(({ msg }) => msg === 'A request failed')?.requestId).toBe('fault-7');
});

describe('a submission', () => {
  const handIn = async (id: string, code: string, by = user) => {
    const [assignmentId = ''] = await api.assignmentIds();
    const answer = await api.service.app.inject({
      ...{ method: 'POST', url: '/api/submissions', payload: { assignmentId, code } },
      headers: { authorization: `Bearer ${by.token}`, 'x-request-id': id },
    });
    return answer.json<{ submission: { id: string } }>().submission.id;
  };
  const asGrader = (path: string, requestId: string, payload: object) =>
    api.service.app.inject({
      ...{ method: 'POST', url: `/internal/${path}`, payload },
      headers: { authorization: `Bearer ${graderSecret}`, 'x-request-id': requestId },
    });
  const storedId = async (submissionId: string) => {
    const { request_id } = await database.kysely
      .selectFrom('submissions')
      .select('request_id')
      .where('id', '=', submissionId)
      .executeTakeFirstOrThrow();
    return request_id;
  };

  test('has its id in its row, its entry and all of its log lines', async () => {
    const submissionId = await handIn('way-1', 'print("way")\n');
    expect(await storedId(submissionId)).toBe('way-1');
    const consumer = messaging.stream.consumer('a');
    const [delivery] = await consumer.take(1, { waitMs: 5_000 });
    expect(delivery?.entry).toMatchObject({ submissionId, requestId: 'way-1' });
    if (delivery) await consumer.acknowledge(delivery);

    const follower = await api.newUser();
    const followerId = await handIn('way-2', 'print("way")\n', follower);
    const begun = await asGrader('attempts', 'way-1', { submissionId });
    expect(begun.headers['x-request-id']).toBe('way-1');
    await asGrader('returns', 'way-1', { submissionId, attempt: 1 });
    await asGrader('attempts', 'way-1', { submissionId });
    const result = sampleResult();
    const stored = await asGrader('results', 'way-1', {
      ...{ submissionId, attempt: 2, result, madeBy },
    });
    expect([stored.statusCode, stored.headers['x-request-id']]).toEqual([200, 'way-1']);
    const reuser = await api.newUser();
    const reusedId = await handIn('way-3', 'print("way")\n', reuser);

    expect([await storedId(followerId), await storedId(reusedId)]).toEqual(['way-2', 'way-3']);
    const idsOf = (of: string) =>
      log.filter((line) => line.submissionId === of).map(({ msg, requestId }) => [msg, requestId]);
    expect(idsOf(submissionId)).toEqual([
      ['A stream entry was added', 'way-1'],
      ['A submission was handed in', 'way-1'],
      ['A grader requested an attempt', 'way-1'],
      ['A grader handed an attempt back', 'way-1'],
      ['A grader requested an attempt', 'way-1'],
      ['A result was received', 'way-1'],
    ]);
    expect(idsOf(followerId)).toEqual([['A submission was handed in', 'way-2']]);
    expect(idsOf(reusedId)).toEqual([['A submission was handed in', 'way-3']]);
    await consumer.close();
  });

  test('has it when the sweeper adds its entry again, gives up an attempt or the submission', async () => {
    const sweeping = await start({
      sweepIntervalMs: 5,
      entryGraceMs: 1,
      outageGraceMs: 1,
      attemptLimit: 1,
    });
    const consumer = messaging.stream.consumer('b');
    const submissionId = await handIn('sweep-1', 'print("sweep")\n');
    const [first] = await consumer.take(1, { waitMs: 5_000 });
    if (first) await consumer.acknowledge(first);
    const [again] = await consumer.take(1, { waitMs: 20_000 });
    expect(again?.entry).toMatchObject({ submissionId, requestId: 'sweep-1' });
    await asGrader('attempts', 'sweep-1', { submissionId });
    await database.kysely
      .updateTable('submissions')
      .set({ deadline_at: new Date(0) })
      .where('id', '=', submissionId)
      .execute();
    const givenUp = (): LogLine | undefined =>
      log.find(({ msg }) => msg.startsWith('A submission was given up'));
    await expect.poll(givenUp).toMatchObject({ submissionId, requestId: 'sweep-1' });
    const lines = log.filter((line) => line.submissionId === submissionId);
    expect(lines.map(({ msg }) => msg)).toEqual(
      expect.arrayContaining(['A missing stream entry was added again', 'An attempt was lost']),
    );
    expect(lines.filter(({ requestId }) => requestId !== 'sweep-1')).toEqual([]);
    await consumer.close();
    await sweeping.service.close();
  });
});
