import {
  calls,
  callersOf,
  isAboutWhileViewing,
  requestOf,
  whileViewing,
  type Account,
  type Call,
  type CallArguments,
  type CallName,
  type History,
  type LoadedCourse,
} from '@touchstone/contracts';
import { changeDates, deleteUser, exportUser, type Database } from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readEvents } from './event-reader.ts';
import { openTestDatabase } from './open-test-database.ts';
import { aMember, anAdministrator, aTeacher } from './people.ts';
import { sampleCourse } from './sample-course.ts';
import { grade, startApi, type TestApi, type TestUser } from './start-api.ts';

const dayMs = 24 * 60 * 60_000;
const inDays = (days: number): string => new Date(Date.now() + days * dayMs).toISOString();
let database: Database;
let api: TestApi;
let url: string;
let teacher: TestUser;
let student: TestUser;
/** Assignments of the course: open for all, for nobody, and for the student only. */
let one: string;
let later: string;
let own: string;
/** The student's submissions in the course and in another one. */
let submissionId: string;
let otherId: string;
let otherAssignment: string;

function course(): LoadedCourse {
  const loaded = sampleCourse('viewed', ['one', 'later', 'own']);
  const opens = inDays(7);
  const dates = { opens, due: inDays(8), closes: inDays(9), pointsPerDay: null };
  return {
    ...loaded,
    assignments: loaded.assignments.map((assignment) =>
      assignment.slug === 'one' ? assignment : { ...assignment, dates },
    ),
  };
}

beforeAll(async () => {
  database = await openTestDatabase();
  api = await startApi({
    ...{ database, messaging: createInProcessMessaging() },
    config: { codeLimit: 10_000, userLimit: 10_000 },
  });
  await api.service.reloadCourse(course());
  await api.service.reloadCourse(sampleCourse('besides', ['one']));
  ({ url } = await api.service.listen());
  const rows = await database.kysely.selectFrom('assignments').select(['id', 'slug']).execute();
  const inViewed = await database.kysely
    .selectFrom('assignments')
    .innerJoin('courses', 'courses.id', 'assignments.course_id')
    .select(['assignments.id', 'assignments.slug'])
    .where('courses.slug', '=', 'viewed')
    .execute();
  const idOf = (slug: string) => inViewed.find((row) => row.slug === slug)?.id ?? '';
  [one, later, own] = [idOf('one'), idOf('later'), idOf('own')];
  otherAssignment = rows.find(({ id }) => inViewed.every((row) => row.id !== id))?.id ?? '';
  student = await aMember(api, database, 'viewed', 'student');
  await changeDates(database.kysely, {
    ...{ assignmentId: own, scope: { kind: 'student', userId: student.uuid } },
    ...{ opens: new Date(Date.now() - dayMs), due: null, closes: null },
    ...{ reason: null, authorId: null },
  });
  await api.service.announceCourses();
  submissionId = await solve(student, one);
  otherId = await solve(student, otherAssignment);
});
afterAll(async () => {
  await api.service.close();
  await database.close();
});
beforeEach(async () => {
  teacher = await aTeacher(api, database, 'viewed');
});

async function solve(user: TestUser, assignmentId: string): Promise<string> {
  const { id } = await api.accept(user, assignmentId, `print("view", "${assignmentId}")\n`);
  await grade(api.office, id);
  return id;
}
const send = async (method: 'PUT' | 'DELETE', path: string, user: TestUser) =>
  (
    await api.service.app.inject({
      ...{ method, url: path, payload: '{}' },
      headers: { authorization: `Bearer ${user.token}`, 'content-type': 'application/json' },
    })
  ).statusCode;
const view = (user = teacher, of = student) =>
  send('PUT', `/api/teach/viewed/students/${of.uuid}/view`, user);
const stop = () => send('DELETE', '/api/me/view', teacher);
const get = async (path: string) => (await api.get(path, teacher)).json;
const slugs = async () =>
  (await get('/api/assignments?course=viewed')) as { assignments: { slug: string }[] };

describe('while a teacher views a course as a student', () => {
  test('the course looks as it does to the student: assignments, dates, points and history', async () => {
    expect((await slugs()).assignments.map(({ slug }) => slug)).toEqual(['one', 'later', 'own']);
    expect(await view()).toBe(204);
    expect((await slugs()).assignments.map(({ slug }) => slug)).toEqual(['one', 'own']);
    for (const path of [
      ...[
        '/api/assignments?course=viewed',
        '/api/me?course=viewed',
        '/api/courses/viewed/assignments/own',
      ],
      ...[`/api/submissions/${submissionId}`, `/api/assignments/${one}/solution`],
      ...['/api/me/days?course=viewed'],
    ]) {
      const [seen, its] = [await api.get(path, teacher), await api.get(path, student)];
      expect([path, seen.status, seen.json]).toEqual([path, 200, its.json]);
    }
    expect((await api.get(`/api/assignments/${later}`, teacher)).status).toBe(404);
    expect(await stop()).toBe(204);
    expect((await slugs()).assignments).toHaveLength(3);
    expect(await get('/api/me')).toMatchObject({ uuid: teacher.uuid });
  });

  test('nothing is seen of other courses, of drafts, and of the student’s account', async () => {
    await api.service.app.inject({
      ...{ method: 'PUT', url: `/api/drafts/${one}`, payload: '{"code":"secret","revision":0}' },
      headers: { authorization: `Bearer ${student.token}`, 'content-type': 'application/json' },
    });
    await view();
    const history = (await get('/api/submissions')) as History;
    expect(history.submissions.map(({ id }) => id)).toEqual([submissionId]);
    for (const path of [
      ...['/api/me?course=besides', '/api/me/days?course=besides', '/api/me/events?course=besides'],
      ...[`/api/submissions/${otherId}`, `/api/submissions/${otherId}/events`],
      `/api/assignments/${otherAssignment}/solution`,
      `/api/drafts/${otherAssignment}`,
    ]) {
      expect([path, (await api.get(path, teacher)).status]).toEqual([path, 404]);
    }
    expect(await get(`/api/drafts/${one}`)).toEqual({ draft: null });
    const account = (await get('/api/me/account')) as Account;
    expect(account).toMatchObject({
      courses: [{ slug: 'viewed', role: 'teacher' }],
      viewing: { uuid: student.uuid, name: 'Name', course: 'viewed' },
    });
    const sessions = await get('/api/me/sessions');
    expect(sessions).toMatchObject({ sessions: [{ current: true }] });
  });

  const refused = (Object.keys(callersOf) as CallName[]).filter((name) => {
    const { session }: Call = calls[name];
    return session === 'required' && isAboutWhileViewing(name) === 'nothing';
  });
  test('all that writes, and all that teachers and account holders may do, is on the list', () => {
    for (const name of Object.keys(callersOf) as CallName[]) {
      const { reads }: Call = calls[name];
      const writes = !name.startsWith('GET ') && reads !== true;
      if (writes || name.includes('/api/teach/')) {
        expect([name, isAboutWhileViewing(name)]).not.toEqual([name, 'the student']);
      }
    }
    expect(Object.keys(calls)).toEqual(expect.arrayContaining(Object.keys(whileViewing)));
    expect(refused).toContain('POST /api/submissions');
    expect(refused).toContain('POST /api/recovery-keys');
    expect(refused).toContain('POST /api/device-codes');
  });
  test.each(refused)('%s is refused, and says why', async (name) => {
    await view();
    const { example }: Call = calls[name];
    const values: Readonly<Record<string, string>> = {
      ...{ $ASSIGNMENT_ID: one, $ASSIGNMENT: 'one', $CODE: 'ABCD-EFGH', $USER: student.uuid },
      ...{ $CREDENTIAL_ID: 'AAAA', $CLIENT_DATA: 'AAAA', $ATTESTATION: 'AAAA' },
    };
    const body = JSON.stringify(example ?? {}).replaceAll(
      /\$[A-Z_]+/g,
      (key) => values[key] ?? key,
    );
    const input = {
      ...{ course: 'viewed', user: student.uuid, assignment: 'one', id: submissionId },
      ...{ assignmentId: one, submission: submissionId, note: one, extension: one },
      ...(example !== undefined && { body: JSON.parse(body) as object }),
    };
    const path = name.split(' ')[1] ?? '';
    const wanted = Object.fromEntries(
      Object.entries(input).filter(
        ([key]) => key === 'body' || path.split('/').includes(`:${key}`),
      ),
    );
    const request = requestOf(name, ...([wanted] as unknown as CallArguments<typeof name>));
    const answer = await fetch(`${url}${request.url}`, {
      method: request.method,
      headers: {
        authorization: `Bearer ${teacher.token}`,
        'content-type': 'application/json',
      },
      ...(request.method !== 'GET' && { body: JSON.stringify(request.body ?? {}) }),
    });
    expect([answer.status, await answer.json()]).toMatchObject([
      403,
      { type: '/problems/read-only-view', detail: expect.stringContaining('"Stop"') as string },
    ]);
  });

  test('its event stream is the student’s, and ends with the view', async () => {
    await view();
    const stream = await readEvents(`${url}/api/me/events?course=viewed`, teacher);
    expect((await stream.nth('progress')).data).toMatchObject({ completedAssignmentIds: [one] });
    await stop();
    await stream.ended;
  });
});

describe('a view', () => {
  test('is for teachers of the course and administrators, of its students', async () => {
    const assistant = await aMember(api, database, 'viewed', 'assistant');
    expect(await view(assistant)).toBe(403);
    expect(await view(student)).toBe(403);
    expect(await view(await aTeacher(api, database, 'besides'))).toBe(403);
    expect(await view(teacher, await aTeacher(api, database, 'viewed'))).toBe(404);
    expect(await view(await anAdministrator(api, database))).toBe(204);
  });

  test('is logged, and in the student’s export', async () => {
    await view();
    const exported = await exportUser(database.kysely, student.uuid);
    expect(exported?.actions.at(-1)).toMatchObject({
      ...{ action: 'view-as-student', course: 'viewed', by: 'another user' },
    });
  });

  test('is of one session only, and ends when that signs out', async () => {
    await view();
    const again = await api.post('/api/device-codes', teacher);
    expect(again.status).toBe(403);
    const { sessions } = (await get('/api/me/sessions')) as { sessions: { id: string }[] };
    expect(await send('DELETE', `/api/me/sessions/${sessions[0]?.id ?? ''}`, teacher)).toBe(204);
    expect((await api.get('/api/me', teacher)).status).toBe(401);
  });

  test.each<[string, () => Promise<unknown>]>([
    [
      'an hour has passed',
      () => sql`update sessions set viewed_until = now()`.execute(database.kysely),
    ],
    [
      'the teacher is none any more',
      () =>
        sql`update members set role = 'student' where user_id = ${teacher.uuid}`.execute(
          database.kysely,
        ),
    ],
  ])('ends when %s', async (_, happens) => {
    await view();
    await happens();
    await api.service.announceEndedSessions([await tokenHashOf(teacher)]);
    expect(await get('/api/me')).toMatchObject({ uuid: teacher.uuid });
  });

  test('ends when the student is deleted', async () => {
    const leaving = await aMember(api, database, 'viewed', 'student');
    await view(teacher, leaving);
    expect(await get('/api/me')).toMatchObject({ uuid: leaving.uuid });
    await deleteUser(database.kysely, leaving.uuid);
    await api.service.announceEndedSessions([await tokenHashOf(teacher)]);
    expect(await get('/api/me')).toMatchObject({ uuid: teacher.uuid });
  });
});

const tokenHashOf = async ({ uuid }: TestUser): Promise<Buffer> => {
  const { token_hash } = await database.kysely
    .selectFrom('sessions')
    .select('token_hash')
    .where('user_id', '=', uuid)
    .executeTakeFirstOrThrow();
  return token_hash;
};
