import type { AssignmentDates, LoadedCourse, Submission } from '@touchstone/contracts';
import {
  changeDates,
  deleteUser,
  openPglite,
  type Database,
  type DateScope,
} from '@touchstone/database';
import { createInProcessMessaging, type Messaging } from '@touchstone/messaging';
import { sql } from 'kysely';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
} from 'vitest';
import { startDatabaseClock } from '../src/clock/clock.ts';
import { openTestDatabase } from './open-test-database.ts';
import { aMember, aTeacher } from './people.ts';
import { sampleCourse, sampleResult } from './sample-course.ts';
import { grade, startApi, type TestApi, type TestUser } from './start-api.ts';

const opens = '2026-11-20T08:00:00.000Z';
const due = '2026-12-01T16:00:00.000Z';
const closes = '2026-12-03T16:00:00.000Z';
const allDates: AssignmentDates = { opens, due, closes, pointsPerDay: 10 };
const zone = 'Europe/Helsinki';

let database: Database;
let messaging: Messaging;
let api: TestApi;
let time = new Date(opens);
let dated: string;
let programs = 0;

const newCode = (): string => `print("dates", ${++programs})\n`;
const at = (moment: string, ms = 0): void => {
  time = new Date(Date.parse(moment) + ms);
};

const courseWith = (dates: AssignmentDates): LoadedCourse => {
  const course = sampleCourse('dated', ['one', 'two']);
  const [one, ...rest] = course.assignments;
  if (one === undefined) throw new Error('no assignment');
  return { ...course, timeZone: zone, assignments: [{ ...one, dates }, ...rest] };
};

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  messaging = createInProcessMessaging();
  const clock = { now: () => time };
  api = await startApi({ database, messaging, clock, config: { queueLimit: 1, userLimit: 2 } });
  await sql`delete from date_changes`.execute(database.kysely);
  await api.service.reloadCourse(courseWith(allDates));
  at(opens);
  [dated = ''] = await api.assignmentIds('dated');
});
afterEach(async () => {
  await api.service.close();
  await messaging.close();
});

const change = async (
  scope: DateScope,
  dates: { opens?: string; due?: string; closes?: string },
): Promise<void> => {
  const date = (text?: string): Date | null => (text === undefined ? null : new Date(text));
  await changeDates(database.kysely, {
    ...{ assignmentId: dated, scope, reason: null, authorId: null },
    ...{ opens: date(dates.opens), due: date(dates.due), closes: date(dates.closes) },
  });
  await api.service.announceCourses();
};
const slugsFor = async (user?: TestUser): Promise<string[]> => {
  const { json } = await api.get('/api/assignments?course=dated', user);
  return (json as { assignments: { slug: string }[] }).assignments.map(({ slug }) => slug);
};

describe('before it opens', () => {
  const absent = '/problems/not-found';

  test.each<[string, () => Promise<{ status: number; json: unknown }>]>([
    ['GET by id', () => api.get(`/api/assignments/${dated}`)],
    ['POST by id', () => api.post(`/api/assignments/${dated}`)],
    ['by slugs', () => api.get('/api/courses/dated/assignments/one')],
    ['examples', () => api.get(`/api/assignments/${dated}/examples`)],
    ['solution', async () => api.get(`/api/assignments/${dated}/solution`, await api.newUser())],
    ['draft', async () => api.get(`/api/drafts/${dated}`, await api.newUser())],
    ['handing in', async () => api.submit(await api.newUser(), dated, newCode())],
  ])('%s answers as if it were absent', async (_, call) => {
    at(opens, -1);
    const { status, json } = await call();
    expect([status, (json as { type: string }).type]).toEqual([404, absent]);
    at(opens);
    expect((await call()).status).not.toBe(404);
  });

  test('writing a draft answers as if it were absent', async () => {
    const user = await api.newUser();
    const write = () =>
      api.service.app.inject({
        method: 'PUT',
        url: `/api/drafts/${dated}`,
        headers: { authorization: `Bearer ${user.token}`, 'content-type': 'application/json' },
        payload: JSON.stringify({ code: 'x', revision: 0 }),
      });
    at(opens, -1);
    expect((await write()).statusCode).toBe(404);
    at(opens);
    expect((await write()).statusCode).toBe(200);
  });

  test('no list has it, nor is it the next assignment', async () => {
    const user = await api.newUser();
    at(opens, -1);
    expect(await slugsFor()).toEqual(['two']);
    const { json } = await api.post('/api/assignments?course=dated');
    expect(json).toMatchObject({ assignments: [{ slug: 'two' }] });
    const me = async () => (await api.get('/api/me?course=dated', user)).json;
    expect(await me()).not.toMatchObject({ currentAssignmentId: dated });
    at(opens);
    expect(await slugsFor()).toEqual(['one', 'two']);
    expect(await me()).toMatchObject({ currentAssignmentId: dated });
  });

  test('what was handed in before it got that date is hidden until then', async () => {
    const user = await api.newUser();
    const { id } = await api.accept(user, dated, newCode());
    at(opens, -1);
    const paths = [`/api/submissions/${id}`, `/api/submissions/${id}/events`];
    for (const path of paths) expect((await api.get(path, user)).status).toBe(404);
    expect((await api.get('/api/submissions', user)).json).toMatchObject({ submissions: [] });
    at(opens);
    expect((await api.get('/api/submissions', user)).json).toMatchObject({ submissions: [{ id }] });
  });

  test('a student for whom it opens earlier sees it, and nobody gets that answer', async () => {
    const [early, other] = [await api.newUser(), await api.newUser()];
    await change({ kind: 'student', userId: early.uuid }, { opens: '2026-11-19T08:00:00.000Z' });
    at(opens, -1);
    expect(await slugsFor(early)).toEqual(['one', 'two']);
    expect(await slugsFor(other)).toEqual(['two']);
    expect(await slugsFor()).toEqual(['two']);
    const { status, headers } = await api.get(`/api/assignments/${dated}`, early);
    expect([status, headers['cache-control'], headers['x-accel-expires']]).toEqual([
      200,
      'private, no-cache',
      '0',
    ]);
    expect((await api.get(`/api/assignments/${dated}`, other)).status).toBe(404);
    expect((await api.submit(early, dated, newCode())).status).toBe(202);
  });

  test('a teacher of the course sees it', async () => {
    const teacher = await api.newUser();
    await sql`
      insert into members (course_id, user_id, role)
      select id, ${teacher.uuid}, 'teacher' from courses where slug = 'dated'`.execute(
      database.kysely,
    );
    at(opens, -1);
    expect(await slugsFor(teacher)).toEqual(['one', 'two']);
    expect(await slugsFor()).toEqual(['two']);
  });
});

describe('the dates of a student', () => {
  test('are in the list and in the assignment, and absent where there are none', async () => {
    const user = await api.newUser();
    const shown = { ...allDates, timeZone: zone };
    const list = (await api.get('/api/assignments?course=dated', user)).json as {
      assignments: { dates?: unknown }[];
    };
    expect(list.assignments.map(({ dates }) => dates)).toEqual([shown, undefined]);
    expect((await api.get(`/api/assignments/${dated}`)).json).toMatchObject({ dates: shown });
    const longer = { due: '2026-12-05T16:00:00.000Z', closes: '2026-12-07T16:00:00.000Z' };
    await change({ kind: 'student', userId: user.uuid }, longer);
    const own = { ...shown, ...longer };
    expect((await api.get(`/api/assignments/${dated}`, user)).json).toMatchObject({ dates: own });
    expect((await api.get(`/api/assignments/${dated}`)).json).toMatchObject({ dates: shown });
    await change({ kind: 'all' }, longer);
    const { json, headers } = await api.get(`/api/assignments/${dated}`);
    expect(json).toMatchObject({ dates: own });
    expect(headers['cache-control']).toBe('no-cache');
  });
});

describe('after it closes', () => {
  test('nothing is accepted, and the answer says when it closed', async () => {
    const user = await api.newUser();
    at(closes, 1);
    const { status, json } = await api.submit(user, dated, newCode());
    expect(status).toBe(403);
    expect(json).toMatchObject({
      type: '/problems/assignment-closed',
      detail: 'Nothing can be handed in any more: it closed on 2026-12-03 18:00 (Europe/Helsinki).',
      closedAt: closes,
    });
    at(closes);
    expect((await api.submit(user, dated, newCode())).status).toBe(202);
  });

  test('a student with an extension hands in', async () => {
    const user = await api.newUser();
    at(closes, 1);
    await change({ kind: 'student', userId: user.uuid }, { due: '2026-12-05T16:00:00.000Z' });
    expect((await api.submit(user, dated, newCode())).status).toBe(202);
    expect((await api.submit(await api.newUser(), dated, newCode())).status).toBe(403);
  });
});

describe('the moment of receipt', () => {
  test('decides about points, not that of the grading', async () => {
    const user = await api.newUser();
    const points = async () =>
      ((await api.get('/api/me?course=dated', user)).json as { points: number }).points;
    at(due);
    const { id, createdAt } = await api.accept(user, dated, newCode());
    expect(createdAt).toBe(due);
    at('2026-12-20T16:00:00.000Z');
    await grade(api.office, id);
    expect(await points()).toBe(100);
  });

  test('is by the clock of the database, five minutes off on either side', async () => {
    for (const skewMs of [-300_000, 300_000]) {
      const localNow = () => Date.now() + skewMs;
      const clock = await startDatabaseClock({ database, localNow });
      const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(
        database.kysely,
      );
      expect(Math.abs(clock.now().getTime() - Number(rows[0]?.now))).toBeLessThan(2_000);
      clock.stop();
    }
  });

  test('is the time of this machine while the database does not answer', async () => {
    const closed = await openPglite({});
    await closed.close();
    const clock = await startDatabaseClock({ database: closed, localNow: () => 1_000_000 });
    expect(clock.now()).toEqual(new Date(1_000_000));
    clock.stop();
  });
});

describe('from an hour before a deadline', () => {
  const submissionOf = (json: unknown) => (json as { submission: Submission }).submission;
  const statusesOf = async (user: TestUser) => {
    const { json } = await api.get(`/api/submissions?assignmentId=${dated}`, user);
    const { submissions } = json as { submissions: Submission[] };
    return submissions.map(({ id, status }) => [id, status]);
  };

  test.each([
    [due, -3_600_000, 202],
    [due, 0, 202],
    [closes, 0, 202],
    [due, -3_600_001, 409],
    [due, 1, 409],
  ])('a second submission at %s and %i ms is answered with %i', async (moment, ms, expected) => {
    const user = await api.newUser();
    await api.accept(user, dated, newCode());
    at(moment, ms);
    expect((await api.submit(user, dated, newCode())).status).toBe(expected);
  });

  test('neither the queue, nor the rate, nor a submission in grading refuses any', async () => {
    await api.accept(await api.newUser(), dated, newCode());
    const refused = await api.submit(await api.newUser(), dated, newCode());
    expect(refused.json).toMatchObject({ type: '/problems/queue-full' });
    at(due, -60_000);
    const user = await api.newUser();
    const { id: first } = await api.accept(user, dated, newCode());
    const begun = await api.office.beginAttempt({ submissionId: first });
    if (begun.kind !== 'begun') throw new Error(begun.kind);
    const { id: second } = await api.accept(user, dated, newCode());
    at(due);
    const { id: third } = await api.accept(user, dated, newCode());
    expect(await statusesOf(user)).toEqual([
      [third, 'queued'],
      [second, 'superseded'],
      [first, 'grading'],
    ]);
    at(due, 5 * 60_000);
    const { attempt } = begun;
    const result = { ...sampleResult('failed') };
    await api.office.storeResult({ submissionId: first, attempt, result });
    await grade(api.office, third);
    const { json } = await api.get('/api/me?course=dated', user);
    expect(json).toMatchObject({ points: 100, completedAssignmentIds: [dated] });
  });

  test('a newer one takes the place of one that waits, with an entry in the queue', async () => {
    at(due, -60_000);
    const user = await api.newUser();
    const { id: first } = await api.accept(user, dated, newCode());
    const { id: second } = await api.accept(user, dated, newCode());
    expect(await statusesOf(user)).toEqual([
      [second, 'queued'],
      [first, 'superseded'],
    ]);
    expect(await api.office.beginAttempt({ submissionId: first })).toEqual({
      kind: 'already-graded',
    });
    await grade(api.office, second);
    expect(await messaging.stream.missing([second])).toEqual([]);
    expect((await api.get('/api/me', user)).json).toMatchObject({ submissionInGrading: null });
  });

  test('everybody of a class that hands in at once has a receipt, beside one who was just deleted', async () => {
    at(due, -60_000);
    const users = await Promise.all(Array.from({ length: 60 }, () => api.newUser()));
    const gone = users[30]?.uuid ?? '';
    for (const user of users) await api.get('/api/me', user);
    await deleteUser(database.kysely, gone);
    const answers = await Promise.all(users.map((user) => api.submit(user, dated, newCode())));
    expect(answers.map(({ status }) => status)).toEqual(
      users.map(({ uuid }) => (uuid === gone ? 401 : 202)),
    );
    const stored = await Promise.all(
      users.filter(({ uuid }) => uuid !== gone).map((user) => statusesOf(user)),
    );
    const ids = answers.flatMap(
      ({ json }) => (json as { submission?: Submission }).submission?.id ?? [],
    );
    expect(stored).toEqual(ids.map((id) => [[id, 'queued']]));
    expect(await messaging.stream.missing(ids)).toEqual([]);
  });

  test('many who hand in take precedence over a grading, for a second at most', async () => {
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    const busy = await startApi({
      database,
      messaging: {
        ...messaging,
        stream: {
          ...messaging.stream,
          add: (entry) => opened.then(() => messaging.stream.add(entry)),
        },
      },
      clock: { now: () => time },
    });
    onTestFinished(() => busy.service.close());
    at(due, -60_000);
    const { id } = await api.accept(await api.newUser(), dated, newCode());
    const users = await Promise.all(Array.from({ length: 8 }, () => busy.newUser()));
    const receipts = users.map((user) => busy.accept(user, dated, newCode()));
    const areStored = async () =>
      (await Promise.all(users.map((user) => statusesOf(user)))).every(
        ({ length }) => length === 1,
      );
    await expect.poll(areStored).toBe(true);
    const askedMs = performance.now();
    expect(await busy.office.beginAttempt({ submissionId: id })).toMatchObject({ kind: 'begun' });
    expect(performance.now() - askedMs).toBeGreaterThan(900);
    open();
    await Promise.all(receipts);
  });

  test('the same program handed in again is the same submission', async () => {
    at(due, -60_000);
    const user = await api.newUser();
    const code = newCode();
    const { id } = await api.accept(user, dated, code);
    at(due);
    const again = submissionOf((await api.submit(user, dated, code)).json);
    expect([again.id, again.createdAt]).toEqual([
      id,
      new Date(Date.parse(due) - 60_000).toISOString(),
    ]);
  });

  test('of a user beyond the limits nothing is graded at once, so that newer ones take its place', async () => {
    at(due, -60_000);
    const user = await api.newUser();
    const ids: string[] = [];
    for (let n = 0; n < 4; n++) ids.push((await api.accept(user, dated, newCode())).id);
    const missing = await messaging.stream.missing(ids);
    // The limit is two in a minute.
    expect(missing).toEqual(ids.slice(2));
    expect(await statusesOf(user)).toEqual([
      [ids[3], 'queued'],
      ...[ids[2], ids[1], ids[0]].map((id) => [id, 'superseded']),
    ]);
    await grade(api.office, ids[3] ?? '');
    expect((await api.get('/api/me?course=dated', user)).json).toMatchObject({ points: 100 });
  });

  test('an assignment without dates refuses as ever', async () => {
    const [, plain = ''] = await api.assignmentIds('dated');
    const user = await api.newUser();
    at(due, -60_000);
    await api.accept(user, plain, newCode());
    expect((await api.submit(user, plain, newCode())).status).toBe(409);
    expect((await api.submit(user, dated, newCode())).status).toBe(202);
  });

  test('the page of a superseded one hears of it', async () => {
    at(due, -60_000);
    const user = await api.newUser();
    const { id } = await api.accept(user, dated, newCode());
    await api.accept(user, dated, newCode());
    const { statusCode, body } = await api.service.app.inject({
      url: `/api/submissions/${id}/events`,
      headers: { authorization: `Bearer ${user.token}` },
    });
    expect(statusCode).toBe(200);
    expect(body).toContain('event: superseded');
  });
});

describe('a teacher', () => {
  test('extends dates, sees extensions and removes them', async () => {
    const [teacher, student] = [await aTeacher(api, database, 'dated'), await api.newUser()];
    const path = '/api/teach/dated/extensions';
    at(due, 1);
    const { id } = await api.accept(student, dated, newCode());
    await grade(api.office, id);
    const until = '2026-12-05T18:00:00+02:00';
    const asked = { assignment: 'one', for: { user: student.uuid }, reason: 'ill' };
    const body = { ...asked, until };
    const extended = await api.post(path, teacher, body);
    const dates = { due: '2026-12-05T16:00:00.000Z', closes: '2026-12-07T16:00:00.000Z' };
    expect([extended.status, extended.json]).toEqual([200, { ...dates, opens: null, raised: 1 }]);
    const { json } = await api.get(`/api/assignments/${dated}`, student);
    expect(json).toMatchObject({ dates });
    const list = (await api.get(path, teacher)).json as { extensions: { id: string }[] };
    expect(list.extensions).toMatchObject([{ ...asked, ...dates }]);
    const { statusCode } = await api.service.app.inject({
      method: 'DELETE',
      url: `${path}/${list.extensions[0]?.id ?? ''}`,
      headers: { authorization: `Bearer ${teacher.token}` },
    });
    expect(statusCode).toBe(204);
    expect((await api.get(path, teacher)).json).toEqual({ extensions: [] });
  });

  test('lets it open later for a group, whose due date stays as it was', async () => {
    const member = await aMember(api, database, 'dated', 'student');
    await sql`update members set group_name = 'B' where user_id = ${member.uuid}`.execute(
      database.kysely,
    );
    const teacher = await aTeacher(api, database, 'dated');
    const change = (dates: { until?: string; opens?: string }) =>
      api.post('/api/teach/dated/extensions', teacher, {
        ...{ assignment: 'one', for: { group: 'B' } },
        ...dates,
      });
    const until = '2026-12-05T16:00:00.000Z';
    const slot = '2026-11-25T08:00:00.000Z';
    expect((await change({ until })).status).toBe(200);
    expect((await change({ opens: slot })).json).toMatchObject({ opens: slot, due: until });
    expect(await slugsFor(member)).toEqual(['two']);
    expect(await slugsFor()).toEqual(['one', 'two']);
    at(slot);
    expect(await slugsFor(member)).toEqual(['one', 'two']);
    expect((await change({ opens: until })).status).toBe(400);
    expect((await change({})).status).toBe(400);
  });

  test.each([
    [{ user: '00000000-0000-4000-8000-000000000000' }, '2099-12-05T16:00:00Z', 404],
    [{ group: 'nobodys' }, '2099-12-05T16:00:00Z', 404],
    [{ all: true }, due, 400],
  ])('is refused an extension for %j until %s', async (whom, until, status) => {
    const teacher = await aTeacher(api, database, 'dated');
    const body = { assignment: 'one', for: whom, until };
    expect((await api.post('/api/teach/dated/extensions', teacher, body)).status).toBe(status);
  });
});
