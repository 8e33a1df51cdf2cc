import type { AssignmentOverview, Grid, StudentOverview } from '@touchstone/contracts';
import { changeDates, exportUser, type Database } from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readEvents } from './event-reader.ts';
import { openTestDatabase } from './open-test-database.ts';
import { aMember, aTeacher } from './people.ts';
import { sampleCourse, sampleResult } from './sample-course.ts';
import { startApi, type TestApi, type TestUser } from './start-api.ts';

let database: Database;
let api: TestApi;
let teacher: TestUser;
let url: string;
let programs = 0;

beforeAll(async () => {
  database = await openTestDatabase();
  api = await startApi({ database, messaging: createInProcessMessaging() });
  await api.service.reloadCourse(sampleCourse('sample', ['one', 'two']));
  teacher = await aTeacher(api, database, 'sample');
  ({ url } = await api.service.listen());
});
afterAll(async () => {
  await api.service.close();
  await database.close();
});

const teach = (path: string, user = teacher) => api.get(`/api/teach/sample/${path}`, user);

/** Hands in a new program, which gets that verdict. */
async function handsIn(user: TestUser, verdict: 'failed' | 'passed' = 'failed'): Promise<string> {
  const [assignmentId = ''] = await api.assignmentIds('sample');
  const { id } = await api.accept(user, assignmentId, `x = 1\nprint(${++programs})\n`);
  await api.office.beginAttempt({ submissionId: id });
  await api.office.storeResult({ submissionId: id, attempt: 1, result: sampleResult(verdict) });
  return id;
}

test('the grid says who is stuck and why, until a teacher has seen it', async () => {
  const student = await aMember(api, database, 'sample', 'student');
  for (let count = 0; count < 5; count++) await handsIn(student);
  const stuck = async () =>
    ((await teach('grid?filter=stuck&assignment=one')).json as Grid).students.map(
      ({ uuid, reasons }) => ({ uuid, why: reasons.map(({ why }) => why) }),
    );
  expect(await stuck()).toEqual([
    {
      uuid: student.uuid,
      why: ['The last 5 different programs passed no test that had not passed before.'],
    },
  ]);
  const path = `/api/teach/sample/students/${student.uuid}/seen`;
  expect((await api.post(path, teacher, { assignment: 'one' })).status).toBe(204);
  expect(await stuck()).toEqual([]);
  expect((await api.post(path, teacher, { assignment: 'two' })).status).toBe(404);
});

test('the grid finds students by the words of their name, number and group', async () => {
  const student = await aMember(api, database, 'sample', 'student');
  await database.kysely
    .updateTable('members')
    .set({ name: 'Ada 100%_Lovelace', student_number: '1815-x', group_name: 'Monday' })
    .where('user_id', '=', student.uuid)
    .execute();
  const found = async (words: string) =>
    ((await teach(`grid?search=${encodeURIComponent(words)}`)).json as Grid).students.map(
      ({ uuid }) => uuid,
    );
  for (const words of ['lovelace ADA', '1815-X', 'monday 100%_']) {
    expect(await found(words), words).toEqual([student.uuid]);
  }
  expect(await found('lovelace tuesday')).toEqual([]);
  expect(await found('A_a')).toEqual([]);
});

test('an assignment shows where students stand, once failures have been read', async () => {
  const student = await aMember(api, database, 'sample', 'student');
  const id = await handsIn(student);
  const overview = async () => (await teach('assignments/one')).json as AssignmentOverview;
  await expect
    .poll(async () => (await overview()).clusters.map(({ example }) => example?.submissionId), {
      timeout: 10_000,
    })
    .toContain(id);
  const { clusters, blocking } = await overview();
  expect(blocking[0]).toMatchObject({ test: 'Tests.test_it', title: 'It works' });
  expect(clusters[0]).toMatchObject({ test: 'Tests.test_it', fixed: 0, fixes: null });
  expect((await teach('assignments/none')).status).toBe(404);
});

test('a student has a page with submissions and notes, which the student’s export shows', async () => {
  const student = await aMember(api, database, 'sample', 'student');
  const first = await handsIn(student);
  const second = await handsIn(student, 'passed');
  const path = `students/${student.uuid}`;
  const text = '<b>Asked</b> for help.';
  const added = await api.post(`/api/teach/sample/${path}/notes`, teacher, { text });
  expect(added.status).toBe(201);
  const page = (await teach(path)).json as StudentOverview;
  expect(page.student.cells).toMatchObject([{ state: 'solved', tries: 2, points: 100 }]);
  expect(page.notes).toMatchObject([{ text, authorId: teacher.uuid }]);
  expect((await exportUser(database.kysely, student.uuid))?.notes).toMatchObject([
    { course: 'sample', text },
  ]);
  const { json } = await teach(`${path}/submissions?assignment=one&limit=1`);
  expect(json).toMatchObject({ submissions: [{ id: second }], next: second });
  const older = await teach(`${path}/submissions?before=${second}`);
  expect(older.json).toMatchObject({ submissions: [{ id: first }], next: null });
  expect((await teach(`submissions/${first}`)).json).toMatchObject({
    submission: { id: first, code: expect.stringContaining('print') as string },
    student: student.uuid,
  });
  const opened = await database.kysely
    .selectFrom('audit_log')
    .select(['action', 'actor_id', 'subject_id'])
    .where('subject_id', '=', student.uuid)
    .where('action', 'in', ['open-student', 'add-note'])
    .orderBy('seq')
    .execute();
  expect(opened.map(({ action }) => action)).toEqual(['add-note', 'open-student']);
});

test('nothing of a student is seen in another course', async () => {
  await api.service.reloadCourse(sampleCourse('elsewhere', ['one']));
  const other = await aTeacher(api, database, 'elsewhere');
  const student = await aMember(api, database, 'sample', 'student');
  const id = await handsIn(student);
  const elsewhere = (path: string) => api.get(`/api/teach/elsewhere/${path}`, other);
  expect((await elsewhere(`students/${student.uuid}`)).status).toBe(404);
  expect((await elsewhere(`submissions/${id}`)).status).toBe(404);
  expect(((await elsewhere('grid')).json as Grid).students).toEqual([]);
});

test('a teacher of one course sees nothing that a student of it handed in for another', async () => {
  await api.service.reloadCourse(sampleCourse('besides', ['one']));
  const student = await aMember(api, database, 'sample', 'student');
  const own = await handsIn(student);
  const [assignmentId = ''] = await api.assignmentIds('besides');
  const { id: other } = await api.accept(student, assignmentId, 'x = 2\n');
  const path = `students/${student.uuid}/submissions`;
  expect((await teach(path)).json).toMatchObject({ submissions: [{ id: own }], next: null });
  const csv = await fetch(`${url}/api/teach/sample/${path}.csv`, {
    headers: { authorization: `Bearer ${teacher.token}` },
  });
  const lines = await csv.text();
  expect([lines.includes(own), lines.includes(other)]).toEqual([true, false]);
});

test('everything is had as CSV, in which no cell is calculated', async () => {
  const student = await aMember(api, database, 'sample', 'student');
  await database.kysely
    .updateTable('members')
    .set({ name: '=1+1', student_number: '0017' })
    .where('user_id', '=', student.uuid)
    .execute();
  await handsIn(student);
  const read = async (path: string) => {
    const answer = await fetch(`${url}/api/teach/sample/${path}`, {
      headers: { authorization: `Bearer ${teacher.token}` },
    });
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    return answer.text();
  };
  const grid = await read('grid.csv');
  expect(grid).toMatch(/^\ufeff?id,name,group,uuid,assignment,state/);
  expect(grid).toContain(`0017,'=1+1,,${student.uuid},one,tried,0,1,`);
  expect(grid).toContain(`0017,'=1+1,,${student.uuid},two,not-begun,0,0,`);
  expect(await read('assignments/one/failures.csv')).toContain('Tests.test_it');
  expect(await read(`students/${student.uuid}/submissions.csv`)).toMatch(
    /,one,.*,failed,0,0,1\r\n/,
  );

  const members = await read('members.csv');
  expect(members).toMatch(
    /^\ufeff?id,name,mail,group,role,signed_in,invited_until,assigned,uuid\r\n/,
  );
  expect(members).toMatch(/\r\n,Teacher,[^,]*,,teacher,yes,,,/);
  expect(members).toMatch(new RegExp(`\r\n0017,'=1\\+1,[^,]*,,student,.*,${student.uuid}\r\n`));
  const [assignmentId = ''] = await api.assignmentIds('sample');
  const change = { assignmentId, opens: null, closes: null, authorId: null };
  await changeDates(database.kysely, {
    ...change,
    ...{ scope: { kind: 'student', userId: student.uuid }, reason: '@home' },
    due: new Date('2098-12-02T16:00:00Z'),
  });
  await changeDates(database.kysely, {
    ...change,
    ...{ scope: { kind: 'group', group: '-A' }, reason: null },
    due: new Date('2098-12-03T16:00:00Z'),
  });
  const dates = await read('extensions.csv');
  expect(dates).toMatch(
    /^\ufeff?assignment,student,group,opens,until,closes,reason,id,name,changed_at/,
  );
  expect(dates).toContain(`\r\none,${student.uuid},,,2098-12-02T16:00:00.000Z,,'@home,0017,'=1+1,`);
  expect(dates).toContain(`\r\none,,'-A,,2098-12-03T16:00:00.000Z,,,,,`);
  const actions = await database.kysely
    .selectFrom('audit_log')
    .select('action')
    .orderBy('seq', 'desc')
    .limit(4)
    .execute();
  expect(actions.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['export-members', 'export-dates']),
  );
});

test('teachers follow the queue and the time that results take', async () => {
  const student = await aMember(api, database, 'sample', 'student');
  await handsIn(student);
  const reader = await readEvents(`${url}/api/teach/sample/events`, teacher, {});
  const event = await reader.nth('queue');
  expect(event.data).toMatchObject({ waiting: expect.any(Number) as number });
  const { results, p50Seconds } = event.data as { results: number; p50Seconds: number };
  expect(results).toBeGreaterThan(0);
  expect(p50Seconds).toBeLessThan(60);
  reader.close();
});
