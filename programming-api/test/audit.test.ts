import { randomUUID } from 'node:crypto';
import type { AuditPage, Grid, StudentOverview } from '@touchstone/contracts';
import { deleteUser, extend, findDatedAssignments, type Database } from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import { readCsv } from '@touchstone/runtime/csv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from './open-test-database.ts';
import { aMember, aTeacher, courseIdOf } from './people.ts';
import { sampleCourse } from './sample-course.ts';
import { grade, startApi, type TestApi, type TestUser } from './start-api.ts';

let database: Database;
let api: TestApi;
let url: string;
let teacher: TestUser;

beforeAll(async () => {
  database = await openTestDatabase();
  api = await startApi({ database, messaging: createInProcessMessaging() });
  await api.service.reloadCourse(sampleCourse('sample', ['one', 'two']));
  await api.service.reloadCourse({ ...sampleCourse('masked', ['one']), anonymous: true });
  teacher = await aTeacher(api, database, 'sample');
  await rename('sample', teacher, { name: 'Grace Hopper' });
  ({ url } = await api.service.listen());
});
afterAll(async () => {
  await api.service.close();
  await database.close();
});

const audit = async (query = '', slug = 'sample', user = teacher): Promise<AuditPage> =>
  (await api.get(`/api/teach/${slug}/audit${query}`, user)).json as AuditPage;

async function rename(
  slug: string,
  { uuid }: { uuid: string },
  values: { name?: string; student_number?: string; group_name?: string },
): Promise<void> {
  await database.kysely
    .updateTable('members')
    .set(values)
    .where('course_id', '=', await courseIdOf(database, slug))
    .where('user_id', '=', uuid)
    .execute();
}

async function handsIn(user: TestUser, slug = 'sample'): Promise<string> {
  const [assignmentId = ''] = await api.assignmentIds(slug);
  const { id } = await api.accept(user, assignmentId, `print('${randomUUID()}')\n`);
  await grade(api.office, id);
  return id;
}

const download = async (path: string, user: TestUser): Promise<string> => {
  const headers = { authorization: `Bearer ${user.token}` };
  return (await fetch(`${url}/api/teach/${path}`, { headers })).text();
};

async function assign(
  slug: string,
  assistant: TestUser,
  students: readonly TestUser[],
  by: TestUser,
) {
  const path = `/api/teach/${slug}/members/${assistant.uuid}/assigned`;
  const response = await fetch(`${url}${path}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${by.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ groups: [], students: students.map(({ uuid }) => uuid) }),
  });
  expect(response.status).toBe(204);
}

describe('the audit log', () => {
  test('says in sentences what was done, with the names of now, and no name once there is none', async () => {
    const student = await aMember(api, database, 'sample', 'student');
    await rename('sample', student, { name: 'Ada Lovelace' });
    await api.post(`/api/teach/sample/students/${student.uuid}/notes`, teacher, { text: 'secret' });
    await api.get(`/api/teach/sample/students/${student.uuid}`, teacher);
    const about = `?student=${student.uuid}`;
    const texts = async () => (await audit(about)).entries.map(({ text }) => text);
    expect((await texts()).slice(0, 2)).toEqual([
      'Grace Hopper opened the page of Ada Lovelace.',
      'Grace Hopper wrote a note about Ada Lovelace.',
    ]);
    await rename('sample', student, { name: 'Ada King' });
    expect((await texts())[0]).toBe('Grace Hopper opened the page of Ada King.');
    await deleteUser(database.kysely, student.uuid);
    expect((await texts())[0]).toBe('Grace Hopper opened the page of a deleted user.');
    expect(JSON.stringify(await audit())).not.toMatch(/Ada|secret/);
  });

  test('says when a date was moved to, by the clock of the course', async () => {
    const [assignment] = await findDatedAssignments(database.kysely, {
      ...{ course: 'sample', slug: 'two' },
    });
    if (assignment === undefined) throw new Error('no assignment');
    await database.kysely
      .updateTable('assignments')
      .set({ due_at: new Date('2099-12-01T12:00:00Z') })
      .where('id', '=', assignment.assignmentId)
      .execute();
    const [dated = assignment] = await findDatedAssignments(database.kysely, {
      ...{ course: 'sample', slug: 'two' },
    });
    const until = new Date('2099-12-03T18:00:00Z');
    const change = {
      until,
      opens: null,
      reason: 'illness',
      authorId: teacher.uuid,
      scope: { kind: 'all' } as const,
    };
    await extend(database.kysely, dated, change);
    const { entries } = await audit('?action=change-dates&limit=1');
    expect(entries[0]?.text).toMatch(
      /^Grace Hopper moved the due date of .+ for all to 3 Dec 2099, 18:00 \(UTC\)/,
    );
    expect(JSON.stringify(entries)).not.toContain('illness');
  });

  test('notes looking once an hour for each student, and each download', async () => {
    const student = await aMember(api, database, 'sample', 'student');
    const id = await handsIn(student);
    for (let times = 0; times < 3; times++) {
      await api.get(`/api/teach/sample/students/${student.uuid}`, teacher);
      await api.get(`/api/teach/sample/students/${student.uuid}/submissions`, teacher);
      await api.get(`/api/teach/sample/submissions/${id}`, teacher);
    }
    await database.kysely
      .updateTable('audit_log')
      .set({ at: new Date(Date.now() - 61 * 60_000) } as never)
      .where('subject_id', '=', student.uuid)
      .where('action', '=', 'open-student')
      .execute();
    await api.get(`/api/teach/sample/students/${student.uuid}`, teacher);
    for (let times = 0; times < 2; times++) {
      await download(`sample/students/${student.uuid}/submissions.csv`, teacher);
    }
    await api.post(`/api/teach/sample/students/${student.uuid}/notes`, teacher, { text: '=1+1' });
    const notes = await download(`sample/students/${student.uuid}/notes.csv`, teacher);
    expect(readCsv(notes).map(({ cells }) => cells.slice(1))).toEqual([
      ['author', 'author_uuid', 'text'],
      ['Grace Hopper', teacher.uuid, "'=1+1"],
    ]);
    const { entries } = await audit(`?student=${student.uuid}&actor=${teacher.uuid}`);
    expect(entries.map(({ action }) => action)).toEqual([
      ...['export-notes', 'add-note', 'export-student', 'export-student'],
      ...['open-student', 'open-program', 'open-student'],
    ]);
  });

  test('is read in pages and by action, person and time, and had as CSV', async () => {
    for (const name of ['grid.csv', 'assignments/one/failures.csv', 'grid.csv']) {
      await download(`sample/${name}`, teacher);
    }
    const first = await audit('?limit=2');
    expect(first.entries.map(({ action }) => action)).toEqual(['export-grid', 'export-failures']);
    const second = await audit(`?limit=2&before=${first.next ?? ''}`);
    expect(second.entries[0]).toMatchObject({ action: 'export-grid', actorId: teacher.uuid });
    const [newest] = first.entries;
    const since = encodeURIComponent(newest?.at ?? '');
    expect((await audit(`?since=${since}`)).entries).toEqual([newest]);
    const until = await audit(`?until=${since}&limit=1`);
    expect(until.entries[0]?.id).toBe(first.entries[1]?.id);
    const byCommand = await audit('?actor=command');
    expect(byCommand.entries.map(({ text }) => text)).toContain(
      'A command on the server made Grace Hopper a teacher.',
    );
    const csv = await download('sample/audit.csv?action=export-grid', teacher);
    const lines = csv.trim().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/,export-grid,Grace Hopper downloaded the grid of students.,/);
    expect((await audit('?limit=1')).entries[0]?.action).toBe('export-audit');
    const wrong = await api.get('/api/teach/sample/audit?since=yesterday', teacher);
    expect(wrong.status).toBe(400);
  });

  test('has nothing of another course, and no call changes it', async () => {
    const other = await aTeacher(api, database, 'masked');
    const { entries } = await audit('', 'masked', other);
    expect(entries.map(({ course }) => course)).not.toContain('sample');
    expect((await api.get('/api/teach/sample/audit', other)).status).toBe(403);
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      const headers = { authorization: `Bearer ${teacher.token}` };
      const { status } = await fetch(`${url}/api/teach/sample/audit`, { method, headers });
      expect([404, 405]).toContain(status);
    }
  });
});

describe('an assistant', () => {
  const secret = /Zora|Quell|zq-\d|person-\d+@/;

  async function aRoom(slug: string) {
    const chief = await aTeacher(api, database, slug);
    const assistant = await aMember(api, database, slug, 'assistant');
    const students: TestUser[] = [];
    for (const [index, name] of ['Zora Adams', 'Quell Baker', 'Quell Cole'].entries()) {
      const student = await aMember(api, database, slug, 'student');
      await rename(slug, student, { name, student_number: `zq-${index}`, group_name: 'A' });
      students.push(student);
    }
    await assign(slug, assistant, students, chief);
    const ids = await Promise.all(students.map((student) => handsIn(student, slug)));
    return { chief, assistant, students, ids };
  }

  test('gets no names of an anonymous course from any call, nor finds or sorts by them', async () => {
    const { chief, assistant, students, ids } = await aRoom('masked');
    const [student] = students as [TestUser];
    const paths = [
      ...['members', 'grid', 'grid?filter=not-begun', 'grid.csv', 'assignments/one'],
      ...[
        'assignments/one/failures.csv',
        `students/${student.uuid}`,
        `submissions/${ids[0] ?? ''}`,
      ],
      ...[`students/${student.uuid}/submissions`, `students/${student.uuid}/submissions.csv`],
    ];
    for (const path of paths) {
      expect(await download(`masked/${path}`, assistant), path).not.toMatch(secret);
    }
    for (const path of ['members', 'grid', `students/${student.uuid}`]) {
      expect(await download(`masked/${path}`, chief), path).toMatch(secret);
    }
    const grid = async (query = '') =>
      ((await api.get(`/api/teach/masked/grid${query}`, assistant)).json as Grid).students;
    const names = (await grid()).map(({ name }) => name ?? '');
    expect(names).toHaveLength(3);
    for (const name of names) expect(name).toMatch(/^Student [0-9A-F]{8}$/);
    expect(names).toEqual(names.toSorted());
    expect(new Set(names).size).toBe(3);
    expect((await grid()).map(({ name }) => name)).toEqual(names);
    for (const guess of ['Zora', 'Quell', 'zq-0', 'Adams']) {
      expect(await grid(`?search=${guess}`), guess).toEqual([]);
    }
    expect(await grid(`?search=${encodeURIComponent(names[1] ?? '')}`)).toHaveLength(1);
    const page = (await api.get(`/api/teach/masked/students/${student.uuid}`, assistant))
      .json as StudentOverview;
    expect(names).toContain(page.student.name);
    expect(page.student.studentNumber).toBeNull();
  });

  test('sees names elsewhere, and takes none away as CSV', async () => {
    const { chief, assistant } = await aRoom('sample');
    expect(await download('sample/grid', assistant)).toMatch(/Zora/);
    expect(await download('sample/members', assistant)).toMatch(/Zora/);
    expect(await download('sample/grid.csv', assistant)).not.toMatch(secret);
    expect(await download('sample/grid.csv', chief)).toMatch(/Zora/);
    for (const path of ['audit', 'audit.csv']) {
      expect((await api.get(`/api/teach/sample/${path}`, assistant)).status).toBe(403);
    }
  });
});
