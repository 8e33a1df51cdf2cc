import type { Database } from '@touchstone/database';
import { createInProcessMessaging, type Messaging } from '@touchstone/messaging';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from './open-test-database.ts';
import { readEvents, type EventReader } from './event-reader.ts';
import { sampleCourse, sampleResult } from './sample-course.ts';
import { grade, startApi, type TestApi, type TestUser } from './start-api.ts';

let database: Database;
let messaging: Messaging;
let api: TestApi;
let url: string;
let assignmentId: string;
let programs = 0;

const newCode = (): string => `print(${++programs})\n`;

beforeAll(async () => {
  database = await openTestDatabase();
  messaging = createInProcessMessaging();
  api = await startApi({ database, messaging });
  await api.service.reloadCourse(sampleCourse());
  [assignmentId = ''] = await api.assignmentIds();
  ({ url } = await api.service.listen());
});
afterAll(async () => {
  await api.service.close();
  await database.close();
});

const follow = (
  user: TestUser,
  id: string,
  headers: Record<string, string> = {},
  base = url,
): Promise<EventReader> => readEvents(`${base}/api/submissions/${id}/events`, user, headers);

describe('the events of a submission', () => {
  test('go from queued through grading to graded, then the stream ends', async () => {
    const user = await api.newUser();
    const { id } = await api.accept(user, assignmentId, newCode());
    const reader = await follow(user, id);
    expect(reader.status).toBe(200);
    expect(Object.fromEntries(reader.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    expect(await reader.nth('queued')).toEqual({
      event: 'queued',
      id: '1',
      data: { position: 0, seconds: null },
    });
    expect(reader.text()).toMatch(/^retry: 1000\n\n/);

    await api.office.beginAttempt({ submissionId: id });
    expect(await reader.nth('grading')).toEqual({
      event: 'grading',
      id: '2',
      data: { attempt: 1 },
    });
    await api.office.storeResult({ submissionId: id, attempt: 1, result: sampleResult() });
    expect(await reader.nth('graded')).toMatchObject({
      id: '3',
      data: { points: 100, submission: { id, status: 'graded', result: sampleResult() } },
    });
    await reader.ended;
    expect(reader.events.map(({ event }) => event)).toEqual(['queued', 'grading', 'graded']);
  });

  test('report the position whenever the queue moves', async () => {
    const grader = messaging.stream.consumer('grader');
    const takeAll = { waitMs: 1 };
    while ((await grader.take(100, takeAll)).length > 0);
    const others = [];
    for (let n = 0; n < 2; n++) {
      const { id } = await api.accept(await api.newUser(), assignmentId, newCode());
      others.push(id);
    }
    const user = await api.newUser();
    const { id } = await api.accept(user, assignmentId, newCode());
    const reader = await follow(user, id);
    expect((await reader.nth('queued', 1)).data).toEqual({ position: 2, seconds: null });
    for (const position of [1, 0]) {
      const [taken] = await grader.take(1, { waitMs: 5_000 });
      expect(taken?.entry.submissionId).toBe(others[1 - position]);
      await grade(api.office, taken?.entry.submissionId ?? '');
      expect((await reader.nth('queued', 3 - position)).data).toEqual({ position, seconds: null });
    }
    await grade(api.office, id);
    await reader.ended;
    await grader.close();
  });

  test('start with the current state after a reconnect, and answer 204 if all was received', async () => {
    const user = await api.newUser();
    const { id } = await api.accept(user, assignmentId, newCode());
    const first = await follow(user, id);
    await first.nth('queued');
    first.close();
    await grade(api.office, id, sampleResult('failed'));

    const again = await follow(user, id, { 'last-event-id': '1' });
    const graded = await again.nth('graded');
    await again.ended;
    expect(again.events).toHaveLength(1);
    expect((await follow(user, id, { 'last-event-id': graded.id ?? '' })).status).toBe(204);
    expect((await follow(user, id, { 'last-event-id': 'nonsense' })).status).toBe(200);
  });

  test('are not available to other users', async () => {
    const { id } = await api.accept(await api.newUser(), assignmentId, newCode());
    const other = await follow(await api.newUser(), id);
    expect(other.status).toBe(404);
    expect(other.headers.get('content-type')).toBe('application/problem+json');
  });

  test('are never compressed', async () => {
    const user = await api.newUser();
    const code = `# ${'long '.repeat(1000)}${newCode()}`;
    const { id } = await api.accept(user, assignmentId, code);
    await grade(api.office, id);
    const reader = await follow(user, id, { 'accept-encoding': 'br, gzip' });
    expect(reader.headers.get('content-encoding')).toBeNull();
    expect((await reader.nth('graded')).data).toMatchObject({ submission: { code } });
  });

  test('reach the reader by the heartbeat if the message was lost', async () => {
    const deaf = createInProcessMessaging();
    const other = await startApi({ database, messaging: deaf, config: { heartbeatMs: 50 } });
    const { url: base } = await other.service.listen();
    const user = await api.newUser();
    const { id } = await api.accept(user, assignmentId, newCode());
    const reader = await follow(user, id, {}, base);
    await reader.nth('queued');
    await expect.poll(() => reader.text()).toContain(': still here');
    await grade(api.office, id);
    await reader.nth('graded');
    await reader.ended;
    await other.service.close();
  });
});

describe('the events of a user', () => {
  const followUser = (user: TestUser, query = '', headers = {}, base = url) =>
    readEvents(`${base}/api/me/events${query}`, user, headers);

  test('start with the progress, and reach every page of the user', async () => {
    const user = await api.newUser();
    const pages = await Promise.all([followUser(user), followUser(user, '?course=sample')]);
    const nothing = { points: 0, completedAssignmentIds: [] };
    for (const page of pages) expect((await page.nth('progress')).data).toEqual(nothing);

    const { id } = await api.accept(user, assignmentId, newCode());
    await grade(api.office, id);
    for (const page of pages) {
      const something = { points: 100, completedAssignmentIds: [assignmentId] };
      expect((await page.nth('progress', 2)).data).toEqual(something);
      const submissions = page.events.filter(({ event }) => event === 'submission');
      expect(submissions.at(-1)?.data).toMatchObject({ submission: { id, status: 'graded' } });
      page.close();
    }
  });

  test('include reused results', async () => {
    const code = newCode();
    const { id } = await api.accept(await api.newUser(), assignmentId, code);
    await grade(api.office, id);
    const user = await api.newUser();
    const page = await followUser(user);
    await page.nth('progress');
    await api.submit(user, assignmentId, code);
    expect((await page.nth('progress', 2)).data).toMatchObject({ points: 100 });
    expect((await page.nth('submission')).data).toMatchObject({ submission: { reusedFrom: id } });
    page.close();
  });

  test('catch up after a break: with submissions that are in grading, and that were', async () => {
    const user = await api.newUser();
    const { id } = await api.accept(user, assignmentId, newCode());
    const first = await followUser(user);
    const seen = await first.nth('submission');
    expect(seen).toMatchObject({ id, data: { submission: { status: 'queued' } } });
    first.close();
    await grade(api.office, id);
    const again = await followUser(user, '', { 'last-event-id': id });
    expect((await again.nth('submission')).data).toMatchObject({
      submission: { status: 'graded' },
    });
    expect((await again.nth('progress')).data).toMatchObject({ points: 100 });
    again.close();
  });

  test('reveal nothing of another user’s submission, whatever the Last-Event-ID', async () => {
    const { id } = await api.accept(await api.newUser(), assignmentId, newCode());
    const page = await followUser(await api.newUser(), '', { 'last-event-id': id });
    await page.nth('progress');
    await grade(api.office, id);
    expect(page.events.map(({ event }) => event)).toEqual(['progress']);
    page.close();
  });

  test('require an existing course, and are limited to a number of pages', async () => {
    const user = await api.newUser();
    expect((await followUser(user, '?course=other')).status).toBe(404);
    const strict = await startApi({ database, messaging, config: { streamLimit: 2 } });
    const { url: base } = await strict.service.listen();
    const open = () => followUser(user, '', {}, base);
    const pages = [await open(), await open()];
    const refused = await open();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    pages[0]?.close();
    await expect.poll(async () => (await open()).status).toBe(200);
    await strict.service.close();
  });
});

test('closing ends event streams quickly, with a reconnection time', async () => {
  const other = await startApi({ database, messaging });
  const { url: base } = await other.service.listen();
  const user = await other.newUser();
  const { id } = await other.accept(user, assignmentId, newCode());
  const reader = await follow(user, id, {}, base);
  await reader.nth('queued');
  const startedMs = performance.now();
  await other.service.close();
  await reader.ended;
  expect(performance.now() - startedMs).toBeLessThan(1500);
  expect(reader.text()).toMatch(/retry: \d+\n\n$/);
});
