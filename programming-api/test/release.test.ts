import type { History, LoadedCourse, Me, Submission } from '@touchstone/contracts';
import {
  changeDates,
  createSignInLinkFor,
  listReleasedFor,
  overridePoints,
  readAccount,
  release,
  undoRelease,
  type Database,
  type DateScope,
} from '@touchstone/database';
import { createInProcessMessaging, type Messaging } from '@touchstone/messaging';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readEvents, type EventReader } from './event-reader.ts';
import { openTestDatabase } from './open-test-database.ts';
import { signatureFor, site, withPasskey } from './passkeys.ts';
import { aMember, aTeacher, courseIdOf } from './people.ts';
import { sampleCourse, sampleResult } from './sample-course.ts';
import { grade, startApi, type TestApi, type TestUser } from './start-api.ts';

const slug = 'held';
const due = '2026-12-01T16:00:00.000Z';
const before = '2026-12-01T10:00:00.000Z';
const after = '2026-12-01T16:00:00.001Z';

let database: Database;
let messaging: Messaging;
let api: TestApi;
let url: string;
let time = new Date(before);
/** Released when it is due, by hand, and at once. */
let atDue: string;
let byHand: string;
let atOnce: string;
let programs = 0;
const readers: EventReader[] = [];

const newCode = (): string => `print("held", ${++programs})\n`;
const at = (moment: string): void => {
  time = new Date(moment);
};

function heldCourse(): LoadedCourse {
  const course = sampleCourse(slug, ['at-due', 'by-hand', 'at-once']);
  const dates = { opens: null, due, closes: null, pointsPerDay: null };
  const [one, two, three] = course.assignments;
  if (one === undefined || two === undefined || three === undefined) throw new Error('no course');
  const assignments = [
    { ...one, dates, release: 'at due' as const },
    { ...two, release: 'by hand' as const },
    three,
  ];
  return { ...course, assignments };
}

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  at(before);
  messaging = createInProcessMessaging();
  const clock = { now: () => time };
  api = await startApi({
    database,
    messaging,
    clock,
    config: { heartbeatMs: 50, publicUrl: site.origin },
  });
  await sql`delete from releases`.execute(database.kysely);
  await sql`delete from date_changes`.execute(database.kysely);
  await api.service.reloadCourse(heldCourse());
  [atDue = '', byHand = '', atOnce = ''] = await api.assignmentIds(slug);
  ({ url } = await api.service.listen());
});
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  await api.service.close();
  await messaging.close();
});

const releaseFor = async (scope: DateScope, assignmentId = byHand): Promise<void> => {
  await release(database.kysely, { assignmentId, scope, authorId: null });
  await api.service.announceCourses();
};
const all: DateScope = { kind: 'all' };
const submissionOf = ({ json }: { json: unknown }) =>
  (json as { submission: Submission }).submission;
/** Hands in and grades. */
const graded = async (user: TestUser, assignmentId: string, code = newCode()): Promise<string> => {
  const { id } = await api.accept(user, assignmentId, code);
  await grade(api.office, id);
  return id;
};
const meOf = async (user: TestUser) => (await api.get(`/api/me?course=${slug}`, user)).json as Me;
const historyOf = async (user: TestUser) =>
  ((await api.get('/api/submissions', user)).json as History).submissions;
const follow = async (path: string, user: TestUser, headers?: Record<string, string>) => {
  const reader = await readEvents(`${url}${path}`, user, headers);
  readers.push(reader);
  return reader;
};
const followMe = async (user: TestUser): Promise<EventReader> => {
  const reader = await follow(`/api/me/events?course=${slug}`, user);
  await reader.nth('progress');
  return reader;
};
/** Resolves when everything that was announced before has been sent. */
const settled = async (reader: EventReader, user: TestUser): Promise<void> => {
  const id = await graded(user, atOnce);
  const hasIt = (): boolean => reader.events.some(({ data }) => JSON.stringify(data).includes(id));
  await expect.poll(hasIt).toBe(true);
};
const heldLike = (id: string) => ({
  ...{ id, status: 'held', result: null, gradedAt: null },
  ...{ reusedFrom: null, regradedAt: null, earlierTests: false },
});

describe('while verdicts are held back', () => {
  test('a submission reads the same before, during and after its grading', async () => {
    const user = await api.newUser();
    const { id } = await api.accept(user, byHand, newCode());
    const read = async () => submissionOf(await api.get(`/api/submissions/${id}`, user));
    const atFirst = await read();
    expect(atFirst).toMatchObject(heldLike(id));
    const begun = await api.office.beginAttempt({ submissionId: id });
    if (begun.kind !== 'begun') throw new Error(begun.kind);
    expect(await read()).toEqual(atFirst);
    const madeBy = { judge: 'a1'.repeat(32), python: 'CPython 3.11.2' };
    const { attempt } = begun;
    const result = sampleResult('timeout');
    await api.office.storeResult({ submissionId: id, attempt, result, madeBy });
    expect(await read()).toEqual(atFirst);
    await releaseFor(all);
    expect(await read()).toMatchObject({ status: 'graded', result: { verdict: 'timeout' } });
  });

  test('the history says nothing', async () => {
    const user = await api.newUser();
    const id = await graded(user, byHand);
    expect(await historyOf(user)).toEqual([
      { ...heldLike(id), assignmentId: byHand, createdAt: before },
    ]);
    await releaseFor(all);
    expect(await historyOf(user)).toMatchObject([
      { id, status: 'graded', result: { points: 100 } },
    ]);
  });

  test('handing in the same program again is answered as the first time', async () => {
    const user = await api.newUser();
    const code = newCode();
    const first = await api.submit(user, byHand, code);
    await grade(api.office, submissionOf(first).id);
    const again = await api.submit(user, byHand, code);
    const { id, ...others } = submissionOf(again);
    expect(id).not.toBe(submissionOf(first).id);
    expect({ ...others, id: submissionOf(first).id }).toEqual(submissionOf(first));
    expect(again.status).toBe(first.status);
    expect(again.headers['location']).toBe(`/api/submissions/${id}`);
    expect(Object.keys(again.headers).sort()).toEqual(Object.keys(first.headers).sort());
  });

  test('no 409 tells whether the last one has been graded', async () => {
    const user = await api.newUser();
    const first = await api.accept(user, byHand, newCode());
    const second = await api.accept(user, byHand, newCode());
    // Also not in an assignment whose verdicts come at once.
    const other = await api.accept(user, atOnce, newCode());
    expect(other.status).toBe('queued');
    const statuses = await historyOf(user);
    expect(statuses.map(({ id, status }) => [id, status])).toEqual([
      [other.id, 'queued'],
      [second.id, 'held'],
      [first.id, 'held'],
    ]);
    await grade(api.office, second.id);
    await expect.poll(async () => (await meOf(user)).submissionInGrading).toBe(other.id);
    await grade(api.office, other.id);
    expect((await historyOf(user))[0]).toMatchObject({ id: other.id, status: 'graded' });
  });

  test('the events of a submission are one that says nothing, and 204 from then on', async () => {
    const user = await api.newUser();
    const { id } = await api.accept(user, byHand, newCode());
    const path = `/api/submissions/${id}/events`;
    const textOf = async (): Promise<string> => {
      const reader = await follow(path, user);
      await reader.ended;
      expect(reader.events.map(({ event }) => event)).toEqual(['held']);
      return reader.text();
    };
    const ungraded = await textOf();
    expect((await follow(path, user, { 'last-event-id': '0' })).status).toBe(204);
    await grade(api.office, id);
    expect(await textOf()).toBe(ungraded);
    expect((await follow(path, user, { 'last-event-id': '0' })).status).toBe(204);
    await releaseFor(all);
    const released = await follow(path, user, { 'last-event-id': '0' });
    expect((await released.nth('graded')).data).toMatchObject({ points: 100 });
  });

  test('the events of the user confirm it once, and tell of no grading', async () => {
    const user = await api.newUser();
    const reader = await followMe(user);
    expect((await reader.nth('held')).data).toEqual({ assignmentIds: [atDue, byHand] });
    const { id } = await api.accept(user, byHand, newCode());
    expect((await reader.nth('submission')).data).toMatchObject({ submission: heldLike(id) });
    at('2026-12-01T10:00:01.000Z');
    const late = await followMe(user);
    await grade(api.office, id);
    await settled(reader, user);
    await settled(late, user);
    for (const { events } of [reader, late]) {
      const about = events.filter(({ data }) => JSON.stringify(data).includes(id));
      expect(about.length).toBe(events === reader.events ? 1 : 0);
    }
    expect(JSON.stringify(reader.events)).not.toContain(`"completedAssignmentIds":["${byHand}`);
  });

  test('points, solved assignments and what is in grading leave it out', async () => {
    const user = await api.newUser();
    const { id } = await api.accept(user, byHand, newCode());
    expect((await meOf(user)).submissionInGrading).toBeNull();
    await grade(api.office, id);
    await graded(user, atDue);
    const once = await graded(user, atOnce);
    expect(await meOf(user)).toMatchObject({ points: 100, completedAssignmentIds: [atOnce] });
    const reader = await follow(`/api/submissions/${once}/events`, user);
    expect((await reader.nth('graded')).data).toMatchObject({ points: 100 });
    at(after);
    expect(await meOf(user)).toMatchObject({
      points: 200,
      completedAssignmentIds: [atDue, atOnce],
    });
    await releaseFor(all);
    expect(await meOf(user)).toMatchObject({
      points: 300,
      completedAssignmentIds: [atDue, byHand, atOnce],
    });
  });

  test('points that a teacher gave come with it', async () => {
    const user = await api.newUser();
    await graded(user, byHand);
    await overridePoints(database.kysely, {
      place: { course: slug, assignment: 'by-hand', student: user.uuid },
      override: { points: 7, reason: 'By hand.' },
      actor: null,
    });
    await api.service.announcePoints(user.uuid);
    const hidden = await meOf(user);
    expect([hidden.points, hidden.overriddenPoints]).toEqual([0, undefined]);
    await releaseFor(all);
    expect(await meOf(user)).toMatchObject({
      points: 7,
      overriddenPoints: [{ assignmentId: byHand, earned: 100 }],
    });
  });

  test('the days count the submission, and no solution', async () => {
    const user = await api.newUser();
    await graded(user, byHand);
    const days = async () => (await api.get(`/api/me/days?course=${slug}`, user)).json;
    expect(await days()).toEqual({ days: [{ day: '2026-12-01', submissions: 1, solved: 0 }] });
    await releaseFor(all);
    expect(await days()).toEqual({ days: [{ day: '2026-12-01', submissions: 1, solved: 1 }] });
  });

  test('the model solution is refused in the same words, solved or not', async () => {
    const [solved, other] = [await api.newUser(), await api.newUser()];
    await graded(solved, byHand);
    const read = async (user: TestUser) => {
      const { status, json } = await api.get(`/api/assignments/${byHand}/solution`, user);
      return [status, (json as { detail?: string }).detail];
    };
    expect(await read(solved)).toEqual([
      403,
      'The verdicts of this assignment are not released yet.',
    ]);
    expect(await read(other)).toEqual(await read(solved));
    await releaseFor(all);
    expect((await read(solved))[0]).toBe(200);
    expect(await read(other)).toEqual([403, 'Solve the assignment first.']);
  });

  test.each<[string, (user: TestUser) => Promise<unknown>]>([
    ['POST /api/users', async (user) => (await api.post('/api/users', user)).json],
    [
      'POST /api/sessions',
      async (user) => {
        const { json } = await api.post('/api/device-codes', user);
        const { code } = json as { code: string };
        return (await api.post('/api/sessions', undefined, { code })).json;
      },
    ],
    [
      'POST /api/sign-in',
      async ({ uuid }) => {
        const { kysely } = database;
        const { mail } = await readAccount(kysely, uuid);
        const link = await createSignInLinkFor(kysely, { mail: mail ?? '' });
        return (await api.post('/api/sign-in', undefined, { token: link?.token })).json;
      },
    ],
    [
      'POST /api/sign-in/passkey',
      async (user) => {
        const { authenticator } = await withPasskey(api, user);
        const signed = await signatureFor(api, { authenticator, user });
        return (await api.post('/api/sign-in/passkey', undefined, signed)).json;
      },
    ],
  ])('the points in the answer to %s leave it out', async (_, call) => {
    const user = await aMember(api, database, slug, 'student');
    await graded(user, byHand);
    expect(await call(user)).toMatchObject({ user: { points: 0 } });
    await releaseFor(all);
    expect(await call(user)).toMatchObject({ user: { points: 100 } });
  });

  test.each([
    ['the list', `/api/assignments?course=${slug}`],
    ['the assignment', `/api/courses/${slug}/assignments/by-hand`],
  ])('%s is the same for everybody, with the same tag', async (_, path) => {
    const [solved, other] = [await api.newUser(), await api.newUser()];
    await graded(solved, byHand);
    const answer = async (user?: TestUser) => {
      const { json, headers } = await api.get(path, user);
      return [json, headers['etag'], headers['cache-control']];
    };
    const [json, ...tags] = await answer();
    expect(JSON.stringify(json)).toContain('"release":"by hand"');
    for (const user of [solved, other]) expect(await answer(user)).toEqual([json, ...tags]);
    await releaseFor({ kind: 'student', userId: solved.uuid });
    for (const user of [solved, other]) expect(await answer(user)).toEqual([json, ...tags]);
  });

  test('a draft says nothing', async () => {
    const user = await api.newUser();
    const read = async () => (await api.get(`/api/drafts/${byHand}`, user)).json;
    const atFirst = await read();
    await graded(user, byHand);
    expect(await read()).toEqual(atFirst);
  });

  test('teachers and assistants of the course see their own verdicts', async () => {
    for (const user of [
      await aTeacher(api, database, slug),
      await aMember(api, database, slug, 'assistant'),
    ]) {
      const { id } = await api.accept(user, byHand, newCode());
      await grade(api.office, id);
      expect(submissionOf(await api.get(`/api/submissions/${id}`, user)).status).toBe('graded');
      expect((await meOf(user)).points).toBe(100);
    }
  });

  test('teachers see the verdict of the student', async () => {
    const student = await aMember(api, database, slug, 'student');
    const id = await graded(student, byHand);
    const teacher = await aTeacher(api, database, slug);
    const { json } = await api.get(`/api/teach/${slug}/submissions/${id}`, teacher);
    expect(JSON.stringify(json)).toContain('"verdict":"passed"');
  });
});

describe('verdicts come', () => {
  const isHeld = async (user: TestUser, id: string): Promise<boolean> =>
    submissionOf(await api.get(`/api/submissions/${id}`, user)).status === 'held';

  test('at due, when that has passed, to the page that is open', async () => {
    const user = await api.newUser();
    const reader = await followMe(user);
    const id = await graded(user, atDue);
    at(due);
    expect(await isHeld(user, id)).toBe(true);
    at(after);
    expect(await isHeld(user, id)).toBe(false);
    expect((await reader.nth('held', 2)).data).toEqual({ assignmentIds: [byHand] });
    expect((await reader.nth('progress', 2)).data).toMatchObject({ points: 100 });
  });

  test('at the own due date of a student with an extension', async () => {
    const [extended, other] = [await api.newUser(), await api.newUser()];
    await changeDates(database.kysely, {
      ...{ assignmentId: atDue, scope: { kind: 'student', userId: extended.uuid } },
      ...{ opens: null, due: new Date('2026-12-02T16:00:00Z'), closes: null },
      ...{ reason: null, authorId: null },
    });
    await api.service.announceCourses();
    const ids = [await graded(extended, atDue), await graded(other, atDue)];
    at(after);
    expect(await isHeld(extended, ids[0] ?? '')).toBe(true);
    expect(await isHeld(other, ids[1] ?? '')).toBe(false);
    at('2026-12-02T16:00:00.001Z');
    expect(await isHeld(extended, ids[0] ?? '')).toBe(false);
  });

  test('at once to an open page when a teacher releases them, and only to those for whom', async () => {
    await api.service.close();
    const clock = { now: () => time };
    // Without heartbeats, which would bring it, too.
    api = await startApi({ database, messaging, clock });
    ({ url } = await api.service.listen());
    const teacher = await aTeacher(api, database, slug);
    const [mine, other] = [await api.newUser(), await api.newUser()];
    const pages = [await followMe(mine), await followMe(other)] as const;
    const ids = [await graded(mine, byHand), await graded(other, byHand)];
    const { status, json } = await api.post(`/api/teach/${slug}/releases`, teacher, {
      assignment: 'by-hand',
      for: { user: mine.uuid },
    });
    expect(status).toBe(200);
    expect((await pages[0].nth('held', 2)).data).toEqual({ assignmentIds: [atDue] });
    expect((await pages[0].nth('progress', 2)).data).toMatchObject({ points: 100 });
    expect(await isHeld(mine, ids[0] ?? '')).toBe(false);
    expect(await isHeld(other, ids[1] ?? '')).toBe(true);
    expect(pages[1].events.filter(({ event }) => event === 'held')).toHaveLength(1);

    const { id } = json as { id: string };
    const list = await api.get(`/api/teach/${slug}/releases`, teacher);
    expect(list.json).toMatchObject({
      held: [
        { assignment: 'at-due', release: 'at due' },
        { assignment: 'by-hand', release: 'by hand' },
      ],
      releases: [{ id, assignment: 'by-hand', for: { user: mine.uuid }, by: teacher.uuid }],
    });
    const undone = await api.service.app.inject({
      method: 'DELETE',
      url: `/api/teach/${slug}/releases/${id}`,
      headers: { authorization: `Bearer ${teacher.token}` },
    });
    expect(undone.statusCode).toBe(204);
    expect(await isHeld(mine, ids[0] ?? '')).toBe(true);
    const { rows } = await sql<{ action: string }>`
      select action from audit_log
      where subject_id = ${mine.uuid} and action like '%release' order by seq`.execute(
      database.kysely,
    );
    expect(rows.map(({ action }) => action)).toEqual(['release', 'undo-release']);
  });

  test('to a group, and before it is due', async () => {
    const student = await aMember(api, database, slug, 'student');
    const other = await aMember(api, database, slug, 'student');
    await sql`update members set group_name = 'A' where user_id = ${student.uuid}`.execute(
      database.kysely,
    );
    const ids = [await graded(student, atDue), await graded(other, atDue)];
    const teacher = await aTeacher(api, database, slug);
    const post = (group: string) =>
      api.post(`/api/teach/${slug}/releases`, teacher, { assignment: 'at-due', for: { group } });
    expect((await post('B')).status).toBe(404);
    expect((await post('A')).status).toBe(200);
    expect(await isHeld(student, ids[0] ?? '')).toBe(false);
    expect(await isHeld(other, ids[1] ?? '')).toBe(true);
  });

  test('twice is the same release, and undoing what is not there is nothing', async () => {
    const change = { assignmentId: byHand, scope: all, authorId: null };
    const { kysely } = database;
    const first = await release(kysely, change);
    const second = await release(kysely, change);
    expect([first.isNew, second.isNew, second.stored.id]).toEqual([true, false, first.stored.id]);
    const of = { courseId: await courseIdOf(database, slug), userId: (await api.newUser()).uuid };
    expect(await listReleasedFor(kysely, of)).toEqual([byHand]);
    expect([await undoRelease(kysely, change), await undoRelease(kysely, change)]).toEqual([
      true,
      false,
    ]);
    expect(await listReleasedFor(kysely, of)).toEqual([]);
  });
});
