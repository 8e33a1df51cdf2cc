import type { MemberList } from '@touchstone/contracts';
import { createInProcessMessaging } from '@touchstone/messaging';
import { readCsv } from '@touchstone/runtime/csv';
import type { Database } from '@touchstone/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase } from './open-test-database.ts';
import { aMember, aTeacher } from './people.ts';
import { sampleCourse } from './sample-course.ts';
import { startApi, type TestApi, type TestUser } from './start-api.ts';

const students = 230;

let database: Database;
let api: TestApi;
let teacher: TestUser;

beforeAll(async () => {
  database = await openTestDatabase();
  api = await startApi({ database, messaging: createInProcessMessaging() });
  await api.service.reloadCourse(sampleCourse('mine', ['one']));
  teacher = await aTeacher(api, database, 'mine');
  const rows = Array.from(
    { length: students },
    (_, index) => `Name ${index},s${index}@example.org,G${index % 3},${index}`,
  );
  const csv = ['name,mail,group,id', ...rows].join('\n');
  await api.post('/api/teach/mine/roster', teacher, { csv });
});
afterAll(async () => {
  await api.service.close();
  await database.close();
});

const path = '/api/teach/mine/members';
async function read(query: string, user = teacher): Promise<MemberList> {
  const { status, json } = await api.get(`${path}${query}`, user);
  expect(status).toBe(200);
  return json as MemberList;
}

test('the people of a course come page by page, with numbers of all pages', async () => {
  const numbers = { all: students + 1, found: students, notSignedIn: students };
  const seen: (string | null)[] = [];
  let next: string | null = null;
  do {
    const page: MemberList = await read(
      `?role=student&limit=100${next === null ? '' : `&after=${next}`}`,
    );
    expect(page).toMatchObject(numbers);
    expect(page.groups.toSorted()).toEqual(['G0', 'G1', 'G2']);
    seen.push(...page.members.map(({ studentNumber }) => studentNumber));
    ({ next } = page);
  } while (next !== null);
  expect(seen).toEqual(Array.from({ length: students }, (_, index) => `${index}`));
  expect((await read('')).members).toHaveLength(50);
  expect(await read('?search=s229&signedIn=no')).toMatchObject({
    ...{ members: [{ name: 'Name 229' }], found: 1, next: null },
  });
});

test('the CSV has all of them', async () => {
  const { body } = await api.service.app.inject({
    url: `${path}.csv`,
    headers: { authorization: `Bearer ${teacher.token}` },
  });
  const mails = readCsv(body).map(({ cells }) => cells[2]);
  expect(new Set(mails).size).toBe(1 + students + 1);
  expect(mails).toContain('s229@example.org');
});

test.each(['?limit=201', '?limit=0', '?role=owner', '?after=x', '?search=%00', '?other=1'])(
  'the query %s is refused',
  async (query) => {
    expect((await api.get(`${path}${query}`, teacher)).status).toBe(400);
  },
);

test('a page after somebody whom the caller does not see is as after nobody', async () => {
  const assistant = await aMember(api, database, 'mine', 'assistant');
  const other = (await read('?search=s1@example.org')).members[0]?.uuid ?? '';
  const absent = await api.get(`${path}?after=${assistant.uuid}`, assistant);
  expect(absent.status).toBe(404);
  const hidden = await api.get(`${path}?after=${other}`, assistant);
  expect([hidden.status, hidden.json]).toEqual([404, absent.json]);
  expect(await read('', assistant)).toMatchObject({ members: [], all: 0, found: 0, groups: [] });
});
