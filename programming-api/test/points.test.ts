import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type {
  AssignmentDays,
  Grid,
  LoadedCourse,
  Me,
  PointsMatrix,
  PointsMoment,
  StudentOverview,
} from '@touchstone/contracts';
import { listTaughtAssignments, type Database } from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import { readCsv } from '@touchstone/runtime/csv';
import { temporaryFolder } from '@touchstone/test-kit';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readEvents } from './event-reader.ts';
import { openTestDatabase } from './open-test-database.ts';
import { aMember, anAdministrator, aTeacher, courseIdOf } from './people.ts';
import { sampleCourse, sampleResult } from './sample-course.ts';
import { grade, startApi, type TestApi, type TestUser } from './start-api.ts';

const slugs = ['one', 'two'] as const;
type Slug = (typeof slugs)[number];
const due = '2098-12-01T16:00:00.000Z';
const dated: LoadedCourse = {
  ...sampleCourse('sample', slugs),
  assignments: sampleCourse('sample', slugs).assignments.map((assignment) => ({
    ...assignment,
    dates: { opens: null, due, closes: null, pointsPerDay: null },
  })),
};

/** A program that was handed in; late ones came after the assignment was due. */
interface HandedIn {
  readonly slug: Slug;
  readonly points: number;
  readonly isLate: boolean;
  readonly code: string;
}
interface Student extends TestUser {
  readonly name: string;
  readonly number: string;
  readonly handedIn: readonly HandedIn[];
}

let database: Database;
let api: TestApi;
let url: string;
let teacher: TestUser;
let students: Student[];

beforeAll(async () => {
  database = await openTestDatabase();
  api = await startApi({ database, messaging: createInProcessMessaging() });
  await api.service.reloadCourse(dated);
  teacher = await aTeacher(api, database, 'sample');
  ({ url } = await api.service.listen());
  const one = (points: number, isLate = false) => ({ slug: 'one', points, isLate }) as const;
  const two = (points: number, isLate = false) => ({ slug: 'two', points, isLate }) as const;
  // In the order of their last names.
  students = [
    await aStudent('Ada Lovelace', '0012', [one(40.1), one(12.5), two(0.2)]),
    await aStudent('=1+1 Nought', '-5', [one(0), two(60, true), two(20)]),
    await aStudent('Zuse, Konrad', '3', [one(100, true)]),
    await aStudent('Zygmund', '4', []),
  ];
});
afterAll(async () => {
  await api.service.close();
  await database.close();
});

async function aStudent(
  name: string,
  number: string,
  programs: readonly Omit<HandedIn, 'code'>[],
): Promise<Student> {
  const user = await aMember(api, database, 'sample', 'student');
  await database.kysely
    .updateTable('members')
    .set({ name, student_number: number, group_name: number === '3' ? 'Monday' : null })
    .where('user_id', '=', user.uuid)
    .execute();
  const handedIn: HandedIn[] = [];
  for (const program of programs) {
    const code = `print('${randomUUID()}')\n`;
    const { id } = await api.accept(user, await idOf(program.slug), code);
    const { points } = program;
    const result = { ...sampleResult(points === 100 ? 'passed' : 'failed'), points };
    await grade(api.office, id, result);
    if (program.isLate) {
      await sql`update submissions set created_at = '2098-12-02' where id = ${id}`.execute(
        database.kysely,
      );
    }
    handedIn.push({ ...program, code });
  }
  return { ...user, name, number, handedIn };
}

async function idOf(slug: string): Promise<string> {
  const courseId = await courseIdOf(database, 'sample');
  const found = (await listTaughtAssignments(database.kysely, courseId)).find(
    (one) => one.slug === slug,
  );
  return found?.id ?? '';
}

/** What counts by a rule, from what was handed in; null where nothing does. */
function truth({ handedIn }: Student, slug: Slug, at: PointsMoment): HandedIn | null {
  const all = handedIn.filter((one) => one.slug === slug && !(at === 'due' && one.isLate));
  if (at === 'latest') return all.at(-1) ?? null;
  const best = Math.max(...all.map(({ points }) => points));
  return all.find(({ points }) => points === best) ?? null;
}

const teach = (path: string, user = teacher) => api.get(`/api/teach/sample/${path}`, user);
const matrixOf = async (query = '', user = teacher) =>
  (await teach(`points?${query}`, user)).json as PointsMatrix;

const download = (path: string, user = teacher) =>
  fetch(`${url}/api/teach/sample/${path}`, { headers: { authorization: `Bearer ${user.token}` } });

async function send(
  method: 'PUT' | 'DELETE',
  student: string,
  { body, as = teacher, slug = 'one' }: { body?: object; as?: TestUser; slug?: string } = {},
): Promise<number> {
  const path = `/api/teach/sample/students/${student}/points/${slug}`;
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${as.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body ?? {}),
  });
  return answer.status;
}

test.each<PointsMoment>(['best', 'latest', 'due'])(
  'the matrix and the CSV have the points that count: %s',
  async (at) => {
    const wanted = students.map((student) => ({
      uuid: student.uuid,
      points: slugs.map((slug) => truth(student, slug, at)?.points ?? null),
    }));
    const pages: PointsMatrix[] = [];
    do {
      const after = pages.at(-1)?.next;
      pages.push(await matrixOf(`at=${at}&limit=3${after ? `&after=${after}` : ''}`));
    } while (pages.at(-1)?.next !== null);
    expect(pages.map((page) => page.students.length)).toEqual([3, 1]);
    const shown = pages.flatMap((page) => page.students);
    expect(
      shown.map(({ uuid, cells }) => ({
        uuid,
        points: slugs.map((slug) => cells.find((one) => one.assignment === slug)?.points ?? null),
      })),
    ).toEqual(wanted);
    expect(shown[0]).toMatchObject({ name: 'Lovelace, Ada', studentNumber: '0012' });
    const rows = readCsv(await (await download(`points.csv?at=${at}`)).text());
    const [head, ...lines] = rows.map(({ cells }) => cells);
    expect(head).toEqual([
      ...['id', 'name', 'mail', 'group', 'one', 'two', 'total', 'overridden', 'uuid'],
    ]);
    const inCsv = (points: number | null) => (points === null ? '' : String(points));
    expect(lines.map((cells) => [cells[8], cells[4], cells[5]]).toSorted()).toEqual(
      wanted.map(({ uuid, points }) => [uuid, ...points.map(inCsv)]).toSorted(),
    );
    // Added up exactly.
    const total = at === 'latest' ? 12.7 : 40.3;
    expect(shown[0]?.total).toBe(total);
    expect(lines.find((cells) => cells[8] === students[0]?.uuid)?.[6]).toBe(String(total));
  },
);

test('the spread counts students by tenths of all points', async () => {
  const tenths = Array.from({ length: 10 }, () => 0);
  for (const student of students) {
    const sum = slugs.reduce((all, slug) => all + (truth(student, slug, 'best')?.points ?? 0), 0);
    const tenth = Math.floor((sum / 200) * 10);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  expect((await teach('points/spread')).json).toEqual({ points: 200, tenths });
});

test('the days of an assignment have who began and who solved it, in a time zone', async () => {
  await sql`update standings set first_at = '2026-05-04T23:30:00Z',
    solved_at = case when solved_at is not null then '2026-05-06T09:00:00Z'::timestamptz end
    where assignment_id = ${await idOf('one')}`.execute(database.kysely);
  const days = async (timeZone: string) =>
    ((await teach(`assignments/one/days?timeZone=${timeZone}`)).json as AssignmentDays).days;
  const solved = { day: '2026-05-06', begun: 0, solved: 1 };
  expect(await days('UTC')).toEqual([{ day: '2026-05-04', begun: 3, solved: 0 }, solved]);
  expect(await days('Europe/Helsinki')).toEqual([
    { day: '2026-05-05', begun: 3, solved: 0 },
    solved,
  ]);
  expect((await teach('assignments/one/days?timeZone=Here')).status).toBe(400);
});

test('students are found by the words of name, number and group', async () => {
  const found = async (search: string) =>
    (await matrixOf(`search=${encodeURIComponent(search)}`)).students.map(({ name }) => name);
  expect(await found('ada LOVELACE')).toEqual(['Lovelace, Ada']);
  expect(await found('monday zuse')).toEqual(['Zuse, Konrad']);
  expect(await found('%')).toEqual([]);
});

test('no spreadsheet calculates a cell, and points stay numbers', async () => {
  const read = async (format: string) => (await download(`points.csv?for=${format}`)).text();
  expect(await read('plain')).toContain(`\r\n'-5,"Nought, =1+1",`);
  expect(await read('canvas')).toContain(
    '\r\nPoints Possible,,,,,100,100\r\n"Lovelace, Ada",,0012,',
  );
  expect(await read('canvas')).toContain(`,,'-5,`);
  expect(await read('moodle')).toMatch(/\r\n'-5,person-\d+@example\.org,"Nought, =1\+1",0,60\r\n/);
  const submissions = await (await download('submissions.csv')).text();
  expect(submissions).toMatch(
    /\r\n0012,"Lovelace, Ada",person-.*,one,.*,graded,failed,40\.1,false/,
  );
  for (const text of [await read('plain'), submissions]) {
    const cells = readCsv(text).flatMap((row) => row.cells);
    expect(cells.filter((cell) => /^[=+@-]/.test(cell))).toEqual([]);
  }
});

test('the zip file has exactly the programs that counted, in a folder for each student', async () => {
  const folder = await temporaryFolder();
  try {
    const answer = await download('submissions.zip?take=best&before=due');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': 'attachment; filename="sample-programs.zip"',
      'x-accel-buffering': 'no',
    });
    const file = join(folder.path, 'programs.zip');
    await writeFile(file, Buffer.from(await answer.arrayBuffer()));
    execFileSync('unzip', ['-qq', file, '-d', folder.path]);
    const listed = execFileSync('unzip', ['-Z1', file]).toString().trimEnd().split('\n');
    const wanted = students.flatMap((student) =>
      slugs.flatMap((slug) => {
        const counted = truth(student, slug, 'due');
        return counted === null ? [] : [{ student, slug, code: counted.code }];
      }),
    );
    expect(listed).toHaveLength(wanted.length + 1);
    const hash = (text: string) => createHash('sha256').update(text).digest('hex');
    const programs = await Promise.all(
      listed
        .filter((name) => name !== 'info.csv')
        .map(async (name) => hash(await readFile(join(folder.path, name), 'utf8'))),
    );
    expect(programs.toSorted()).toEqual(wanted.map(({ code }) => hash(code)).toSorted());
    expect(listed).toContain('Lovelace-Ada/one/submission.py');
    const info = await readFile(join(folder.path, 'info.csv'), 'utf8');
    expect(info).toMatch(/^filename,full_name,label,created_at,/);
  } finally {
    await folder.remove();
  }
  const one = await download('submissions.csv?take=best&assignment=two');
  expect(readCsv(await one.text())).toHaveLength(3);
  expect((await download('submissions.zip?assignment=none')).status).toBe(404);
  expect((await download('submissions.zip?before=tomorrow')).status).toBe(400);
  expect((await fetch(one.url, { method: 'HEAD' })).status).toBe(405);
});

test('overridden points count and are shown to the student with the reason, until they are removed', async () => {
  const student = await aStudent('Émilie du Châtelet', '7', [
    { slug: 'one', points: 100, isLate: false },
  ]);
  const me = async () => (await api.get('/api/me', student)).json as Me;
  const cell = async () => (await matrixOf('search=7')).students[0]?.cells;
  expect(await me()).toMatchObject({ points: 100 });
  const reason = 'Copied from <b>a book</b>';
  expect(await send('PUT', student.uuid, { body: { points: 7.5, reason: ` ${reason} ` } })).toBe(
    204,
  );
  expect(await me()).toMatchObject({
    points: 7.5,
    overriddenPoints: [{ points: 7.5, earned: 100, reason }],
  });
  expect(await cell()).toMatchObject([
    {
      ...{ assignment: 'one', points: 7.5, earned: 100, solved: true },
      overridden: { points: 7.5, reason, author: teacher.uuid, authorName: 'Teacher' },
    },
  ]);
  expect(await (await download('points.csv')).text()).toContain(`,7.5,,7.5,one,${student.uuid}`);
  expect(await send('DELETE', student.uuid)).toBe(204);
  expect(await send('DELETE', student.uuid)).toBe(204);
  expect(await me()).toMatchObject({ points: 100 });
  expect(await me()).not.toHaveProperty('overriddenPoints');
  expect(await cell()).toMatchObject([{ points: 100, earned: 100 }]);
  const { rows } = await sql<{ action: string; actor: string; details: unknown }>`
    select action, actor_id as actor, details from audit_log where subject_id = ${student.uuid}
      and action like '%overrid%' or action like 'override%' order by seq`.execute(database.kysely);
  expect(rows).toEqual([
    {
      ...{ action: 'override-points', actor: teacher.uuid },
      details: { assignment: 'one', points: 7.5 },
    },
    {
      ...{ action: 'remove-overridden-points', actor: teacher.uuid },
      details: { assignment: 'one' },
    },
  ]);
});

test('overridden points reach the student’s open page, the grid and the student’s page', async () => {
  const student = await aStudent('Emmy Noether', '8', [
    { slug: 'one', points: 100, isLate: false },
  ]);
  const [one, two] = [await idOf('one'), await idOf('two')];
  const stream = await readEvents(`${url}/api/me/events?course=sample`, student);
  expect((await stream.nth('progress')).data).toEqual({
    points: 100,
    completedAssignmentIds: [one],
  });
  const teach = async <T>(path: string): Promise<T> =>
    (await api.get(`/api/teach/sample/${path}`, teacher)).json as T;
  const seen = async () => {
    const [inGrid] = (await teach<Grid>('grid?search=8')).students;
    const { student: onPage } = await teach<StudentOverview>(`students/${student.uuid}`);
    expect([onPage.cells, onPage.overridden]).toEqual([inGrid?.cells, inGrid?.overridden]);
    const [head, ...lines] = readCsv(await (await download('grid.csv')).text());
    const column = (name: string) => head?.cells.indexOf(name) ?? -1;
    const csv = lines
      .filter(({ cells }) => cells.includes(student.uuid))
      .map(({ cells }) => ['points', 'earned', 'overridden'].map((name) => cells[column(name)]));
    return { cells: inGrid?.cells, overridden: inGrid?.overridden, csv };
  };

  await send('PUT', student.uuid, { body: { points: 7.5, reason: 'Copied' } });
  expect((await stream.nth('progress', 2)).data).toMatchObject({
    points: 7.5,
    overriddenPoints: [{ assignmentId: one, points: 7.5, earned: 100, reason: 'Copied' }],
  });
  await send('PUT', student.uuid, { slug: 'two', body: { points: 3, reason: 'At the board' } });
  expect((await stream.nth('progress', 3)).data).toMatchObject({
    points: 10.5,
    completedAssignmentIds: [one],
    overriddenPoints: [{ assignmentId: one }, { assignmentId: two, points: 3, earned: null }],
  });
  expect(await seen()).toMatchObject({
    cells: [{ assignmentId: one, state: 'solved', points: 7.5, earned: 100 }],
    overridden: [
      { assignmentId: one, points: 7.5 },
      { assignmentId: two, points: 3 },
    ],
    csv: [
      ['7.5', '100', 'yes'],
      ['3', '0', 'yes'],
    ],
  });

  await send('DELETE', student.uuid);
  expect((await stream.nth('progress', 4)).data).toMatchObject({ points: 103 });
  await send('DELETE', student.uuid, { slug: 'two' });
  expect((await stream.nth('progress', 5)).data).toEqual({
    points: 100,
    completedAssignmentIds: [one],
  });
  expect(await seen()).toMatchObject({
    cells: [{ points: 100, earned: 100 }],
    overridden: undefined,
    csv: [
      ['100', '100', ''],
      ['0', '0', ''],
    ],
  });
  stream.close();
});

test('points are overridden only with sense: of a student of the course, with a reason, not below 0', async () => {
  const { uuid } = students[0] ?? { uuid: '' };
  const body = { points: 1, reason: 'why' };
  expect(await send('PUT', uuid, { body, slug: 'none' })).toBe(404);
  expect(await send('PUT', randomUUID(), { body })).toBe(404);
  expect(await send('PUT', (await api.newUser()).uuid, { body })).toBe(404);
  for (const wrong of [
    { points: -1 },
    { reason: '  ' },
    { reason: 'x'.repeat(1_001) },
    { more: 1 },
  ]) {
    expect(await send('PUT', uuid, { body: { ...body, ...wrong } })).toBe(400);
  }
});

test('nobody changes their own points: neither a teacher nor an administrator', async () => {
  const administrator = await anAdministrator(api, database);
  for (const user of [administrator, teacher]) {
    const { id } = await api.accept(user, await idOf('one'), `print('${randomUUID()}')\n`);
    await grade(api.office, id, sampleResult('failed'));
    const body = { points: 100, reason: 'I am good' };
    expect(await send('PUT', user.uuid, { as: user, body })).toBe(403);
    expect(await send('DELETE', user.uuid, { as: user })).toBe(403);
    expect((await api.get('/api/me', user)).json).toMatchObject({ points: 0 });
  }
  // A colleague may.
  const body = { points: 5, reason: 'Fair' };
  expect(await send('PUT', administrator.uuid, { body })).toBe(204);
});

test('an assistant sees the points of assigned students, and downloads nothing', async () => {
  const assistant = await aMember(api, database, 'sample', 'assistant');
  const [ada] = students;
  const assign = await fetch(`${url}/api/teach/sample/members/${assistant.uuid}/assigned`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${teacher.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ groups: [], students: [ada?.uuid] }),
  });
  expect(assign.status).toBe(204);
  const seen = await matrixOf('', assistant);
  expect(seen.students.map(({ uuid }) => uuid)).toEqual([ada?.uuid]);
  for (const path of ['points.csv', 'submissions.csv', 'submissions.zip']) {
    expect((await download(path, assistant)).status).toBe(403);
  }
  const body = { points: 1, reason: 'why' };
  expect(await send('PUT', ada?.uuid ?? '', { as: assistant, body })).toBe(403);
});

test('downloads are noted in the audit log', async () => {
  await (await download('points.csv?for=moodle&at=due')).text();
  await (await download('submissions.zip?take=best&assignment=one')).arrayBuffer();
  const { rows } = await sql`
    select action, actor_id as actor, details from audit_log where action like 'export-%'
    order by seq desc limit 2`.execute(database.kysely);
  expect(rows).toEqual([
    { action: 'export-submissions', actor: teacher.uuid, details: { anonymous: false } },
    { action: 'export-points', actor: teacher.uuid, details: {} },
  ]);
});

/** Starts a download of all programs and reads nothing of it. */
async function stalled(): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${teacher.token}` };
  const request = get(`${url}/api/teach/sample/submissions.zip`, { headers, agent: false });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  return answer;
}

test('few files are sent at a time, an end of the client ends one, and a failure breaks the connection', async () => {
  // More than what the kernel takes for a client that reads nothing, also when it is compressed.
  await sql`
    insert into submissions (user_id, assignment_id, bundle_hash, code, code_hash, status, attempt,
      result, graded_at)
    select user_id, assignment_id, bundle_hash, code, sha256(convert_to(code, 'UTF8')), 'graded', 1,
      result, now()
    from (
      select user_id, assignment_id, bundle_hash, result, (
        select string_agg(md5(i || '-' || n), '') from generate_series(1, 2000) as n
      ) as code
      from generate_series(1, 500) as i, lateral (
        select * from submissions where status = 'graded' and result is not null and i > 0 limit 1
      ) as one
    ) as made`.execute(database.kysely);
  const running = await Promise.all([stalled(), stalled(), stalled(), stalled()] as const);
  const [left, broken] = running;
  expect(running.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
  const refused = await download('points.csv');
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10']);

  left.destroy();
  await expect.poll(async () => (await download('points.csv')).status).toBe(200);

  await sql`alter table submissions rename to gone`.execute(database.kysely);
  try {
    broken.resume();
    await expect(once(broken, 'end')).rejects.toMatchObject({
      code: 'ECONNRESET',
    });
    // Before the first byte, a failure is an answer like any other.
    expect((await download('submissions.zip')).status).toBe(500);
  } finally {
    await sql`alter table gone rename to submissions`.execute(database.kysely);
  }
  for (const answer of running) answer.destroy();
  await expect.poll(async () => (await download('points.csv')).status).toBe(200);
});
