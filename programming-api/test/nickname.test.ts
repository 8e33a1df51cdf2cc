import { deleteUser, exportUser, type Database } from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from './open-test-database.ts';
import { aMember, aTeacher } from './people.ts';
import { sampleCourse } from './sample-course.ts';
import { grade, startApi, type TestApi, type TestUser } from './start-api.ts';

let database: Database;
let api: TestApi;

beforeAll(async () => {
  database = await openTestDatabase();
  api = await startApi({ database, messaging: createInProcessMessaging() });
  await api.service.reloadCourse({ ...sampleCourse('invited', ['one']), access: 'invited' });
});
afterAll(async () => {
  await api.service.close();
  await database.close();
});

async function put(url: string, user: TestUser, body: object) {
  const { statusCode, body: text } = await api.service.app.inject({
    ...{ method: 'PUT', url, payload: JSON.stringify(body) },
    headers: { authorization: `Bearer ${user.token}`, 'content-type': 'application/json' },
  });
  return { status: statusCode, json: text === '' ? null : (JSON.parse(text) as unknown) };
}
const choose = (user: TestUser, nickname: unknown) => put('/api/me/nickname', user, { nickname });
const shown = async (user: TestUser) =>
  ((await api.get('/api/me', user)).json as { nickname?: string }).nickname;

describe('a nickname', () => {
  test('is shown to its user, in every session, until it is changed or taken back', async () => {
    const user = await api.newUser();
    expect(await shown(user)).toBeUndefined();
    expect(await choose(user, '  Ada L.  ')).toEqual({ status: 200, json: { nickname: 'Ada L.' } });
    const { code } = (await api.post('/api/device-codes', user)).json as { code: string };
    const { token } = (await api.post('/api/sessions', undefined, { code })).json as TestUser;
    expect(await shown({ uuid: user.uuid, token })).toBe('Ada L.');
    await choose(user, 'Grace');
    expect(await shown(user)).toBe('Grace');
    expect(await choose(user, null)).toEqual({ status: 200, json: { nickname: null } });
    expect(await shown(user)).toBeUndefined();
  });

  test.each(['Ж', 'Zoë Müller-O’Neil', '小明', '👩‍🚀', '👩‍💻'.repeat(10), 'x'.repeat(30), '!'])(
    'may be %j',
    async (nickname) => {
      expect(await choose(await api.newUser(), nickname)).toEqual({
        ...{ status: 200, json: { nickname } },
      });
    },
  );

  test.each([
    ['', '>=1'],
    ['   ', '>=1'],
    ['x'.repeat(31), 'at most 30 characters'],
    ['A\nda', 'control characters'],
    ['A\u202eda', 'control characters'],
    ['A\u2066da', 'control characters'],
    ['A\u2028da', 'control characters'],
    ['A\u0000da', 'NUL'],
    ['A\ud800', 'lone surrogate'],
    ['\u200b\u2060', 'visible character'],
    [7, 'expected string'],
  ])('may not be %j', async (nickname, said) => {
    const user = await api.newUser();
    const { status, json } = await choose(user, nickname);
    expect(status).toBe(400);
    const { errors } = json as { errors: { path: string; message: string }[] };
    expect(errors.map(({ message }) => message).join('; ')).toContain(said);
    expect(await shown(user)).toBeUndefined();
  });

  test('may be changed twenty times within a minute', async () => {
    const user = await api.newUser();
    const statuses: number[] = [];
    for (let change = 0; change < 21; change++)
      statuses.push((await choose(user, `Ada ${change}`)).status);
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 200), 429]);
    expect(await shown(user)).toBe('Ada 19');
  });

  test('is in the export of its user, and deleted with the user', async () => {
    const user = await api.newUser();
    await choose(user, 'Ada');
    const { kysely } = database;
    expect(await exportUser(kysely, user.uuid)).toMatchObject({ nickname: 'Ada' });
    await deleteUser(kysely, user.uuid);
    const rows = await kysely.selectFrom('users').select(['id', 'nickname']).execute();
    expect(rows.filter(({ id }) => id === user.uuid)).toEqual([]);
  });

  test('of a student is in no answer that teachers get, also while one views the course as the student', async () => {
    const teacher = await aTeacher(api, database, 'invited');
    const student = await aMember(api, database, 'invited', 'student');
    const nickname = 'Zebediah';
    expect((await choose(student, nickname)).status).toBe(200);
    const [assignmentId = ''] = await assignmentsOf(student);
    const { id } = await api.accept(student, assignmentId, 'print(1)\n');
    await grade(api.office, id);
    const teach = '/api/teach/invited';
    const ofStudent = `${teach}/students/${student.uuid}`;
    const answers: string[] = [];
    const read = async (url: string) => {
      const { statusCode, body } = await api.service.app.inject({
        ...{ url, headers: { authorization: `Bearer ${teacher.token}` } },
      });
      expect([url, statusCode]).toEqual([url, 200]);
      answers.push(body);
    };
    for (const url of [
      ...[`${teach}/members`, `${teach}/grid`, `${teach}/grid.csv`, `${teach}/points`],
      ...[`${teach}/points.csv`, `${teach}/submissions.csv`, `${teach}/audit`],
      ...[ofStudent, `${ofStudent}/submissions`, `${teach}/submissions/${id}`],
    ])
      await read(url);
    expect((await put(`${ofStudent}/view`, teacher, {})).status).toBe(204);
    for (const url of ['/api/me?course=invited', '/api/me/account']) await read(url);
    expect(answers.at(-2)).toContain(student.uuid);
    expect(answers.filter((answer) => answer.includes(nickname))).toEqual([]);
    expect(await shown(student)).toBe(nickname);
    expect((await choose(teacher, 'Sir')).status).toBe(403);
  });
});

async function assignmentsOf(user: TestUser): Promise<string[]> {
  const { json } = await api.get('/api/assignments?course=invited', user);
  return (json as { assignments: { id: string }[] }).assignments.map(({ id }) => id);
}
