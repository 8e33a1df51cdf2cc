import { readInstanceId, storeCourse, type Database } from '@touchstone/database';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from '../open-test-database.ts';
import { aMember, aTeacher, invited } from '../people.ts';
import { startServers, type Process, type Servers } from '../processes.ts';
import { sampleCourse } from '../sample-course.ts';
import type { TestUser } from '../start-api.ts';

/* Tokens that are planted, replayed, forged or too old, against two APIs on PostgreSQL. */

let servers: Servers;
let one: Process;
let two: Process;
let database: Database;
let teacher: TestUser;

beforeAll(async () => {
  servers = await startServers();
  const config = { codeLimit: 100_000 };
  [one, two] = await Promise.all([
    servers.startProcess({ config }),
    servers.startProcess({ config }),
  ]);
  ({ database } = one);
  await one.api.service.reloadCourse({ ...sampleCourse('mine', ['one']), access: 'invited' });
  teacher = await aTeacher(one.api, database, 'mine');
});
afterAll(async () => {
  await Promise.all([one.stop(), two.stop()]);
  await servers.stop();
});

const student = { slug: 'mine', role: 'student' } as const;
const signInBy = (token: string, of = one) => of.api.post('/api/sign-in', undefined, { token });

/** Of a course with the same name. */
async function linkOfAnotherInstance(): Promise<string> {
  const other = await openTestDatabase();
  const course = { ...sampleCourse('mine', ['one']), access: 'invited' as const };
  await storeCourse(other.kysely, course);
  const { linkToken } = await invited(other, student);
  await other.close();
  return linkToken;
}

const statusOf = (user: TestUser, path: string) =>
  one.api.get(path, user).then(({ status }) => status);

/** Twenty at once, half of them through each API: how many got each status. */
async function atOnce(post: (of: Process) => Promise<{ status: number }>) {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => post(index % 2 === 0 ? one : two)),
  );
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

describe('a token that is used twenty times at once', () => {
  test('signs in once by a link', async () => {
    const { uuid, linkToken } = await invited(database, student);
    expect(await atOnce((of) => signInBy(linkToken, of))).toEqual({ 201: 1, 403: 19 });
    const { rows } = await sql`select from sessions where user_id = ${uuid}`.execute(
      database.kysely,
    );
    expect(rows).toHaveLength(1);
  });

  test('signs in once by a device code', async () => {
    const user = await one.api.newUser();
    const { code } = (await one.api.post('/api/device-codes', user)).json as { code: string };
    const use = (of: Process) => of.api.post('/api/sessions', undefined, { code });
    expect(await atOnce(use)).toEqual({ 201: 1, 403: 19 });
    expect((await use(two)).status).toBe(403);
  });
});

describe('a link', () => {
  const refusedWith = async (token: string): Promise<string> => {
    const { status, json } = await signInBy(token);
    expect(status).toBe(403);
    return (json as { detail: string }).detail;
  };

  test('that is cut, lengthened, in other letters or of another instance is not valid', async () => {
    const { linkToken } = await invited(database, student);
    const swapped = linkToken.replaceAll(/[A-Za-z]/g, (letter) =>
      letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
    );
    const theirs = await linkOfAnotherInstance();
    for (const forged of [
      ...[linkToken.slice(0, -1), linkToken.slice(1), `${linkToken}=`, ` ${linkToken}`],
      ...[linkToken.toLowerCase(), swapped, Array.from(linkToken).reverse().join(''), theirs],
      ...[`${linkToken}\u0000`, linkToken.replaceAll(/./g, '%')],
    ]) {
      expect(await refusedWith(forged), forged).toContain('not valid');
    }
    expect((await signInBy(linkToken)).status).toBe(201);
  });

  test('signs nobody in once it is replaced, or its student is taken out', async () => {
    const { uuid, linkToken } = await invited(database, student);
    const path = '/api/teach/mine/invitations';
    const renewed = await one.api.post(path, teacher, { users: [uuid] });
    expect(await refusedWith(linkToken)).toContain('newer one');
    const [{ link } = { link: '' }] = (renewed.json as { invitations: { link: string }[] })
      .invitations;
    const { statusCode } = await one.api.service.app.inject({
      ...{ method: 'DELETE', url: `/api/teach/mine/members/${uuid}` },
      headers: { authorization: `Bearer ${teacher.token}` },
    });
    expect(statusCode).toBe(204);
    expect(await refusedWith(link.split('#')[1] ?? '')).toContain('Get a new one');
  });

  test('of an assistant who became a student meanwhile gives a student’s rights', async () => {
    const { uuid, linkToken } = await invited(database, { slug: 'mine', role: 'assistant' });
    const { statusCode } = await one.api.service.app.inject({
      ...{
        method: 'PUT',
        url: `/api/teach/mine/members/${uuid}/role`,
        payload: '{"role":"student"}',
      },
      headers: {
        ...{ authorization: `Bearer ${teacher.token}`, 'content-type': 'application/json' },
      },
    });
    expect(statusCode).toBe(204);
    const { status, json } = await signInBy(linkToken, two);
    expect(status).toBe(201);
    const user = { uuid, token: (json as TestUser).token };
    expect(await statusOf(user, '/api/teach/mine/members')).toBe(403);
  });

  test('is no session, and a session’s token is no link', async () => {
    const { uuid, linkToken } = await invited(database, student);
    expect(await statusOf({ uuid, token: linkToken }, '/api/me')).toBe(401);
    expect(await refusedWith(teacher.token)).toContain('not valid');
  });
});

describe('a token that somebody planted in the browser', () => {
  const cookieName = async (): Promise<string> =>
    `touchstone-${await readInstanceId(database.kysely)}`;
  const signInWith = (token: string, cookie: string) =>
    one.api.service.app.inject({
      ...{ method: 'POST', url: '/api/sign-in', payload: JSON.stringify({ token }) },
      headers: { 'content-type': 'application/json', cookie },
    });

  test.each([
    ['in the cookie', (name: string, token: string) => `${name}=${token}`],
    [
      'in two cookies of the name',
      (name: string, token: string) => `${name}=${token}; ${name}=${token}`,
    ],
    ['in the cookie of TLS', (name: string, token: string) => `__Host-${name}=${token}`],
    [
      'in the cookie of an earlier version',
      (_: string, token: string) => `touchstone_session=${token}`,
    ],
    ['in quotes', (name: string, token: string) => `${name}="${token}"`],
  ])('%s gets none of the account’s rights', async (_how, cookieOf) => {
    const planted = await one.api.newUser();
    const { uuid, linkToken } = await invited(database, { slug: 'mine', role: 'assistant' });
    const answer = await signInWith(linkToken, cookieOf(await cookieName(), planted.token));
    expect(answer.statusCode).toBe(201);
    const { token } = answer.json<{ token: string }>();
    expect(token).not.toBe(planted.token);
    // The last Set-Cookie of the name counts.
    const set = [answer.headers['set-cookie'] ?? []].flat().join('\n');
    expect(set.lastIndexOf(`=${token};`)).toBeGreaterThan(set.lastIndexOf(`=${planted.token};`));
    for (const of of [one, two]) {
      expect((await of.api.get('/api/teach/mine/grid', planted)).status).toBe(404);
      expect((await of.api.get('/api/teach/mine/grid', { uuid, token })).status).toBe(200);
      expect((await of.api.get('/api/me', planted)).json).toMatchObject({ uuid: planted.uuid });
    }
  });

  test('of an account ends when another one signs in', async () => {
    const attacker = await aMember(one.api, database, 'mine', 'student');
    const { linkToken } = await invited(database, student);
    await signInWith(linkToken, `${await cookieName()}=${attacker.token}`);
    for (const { api } of [one, two]) {
      await expect.poll(async () => (await api.get('/api/me', attacker)).status).toBe(401);
    }
  });

  test('is of no use beside a bearer token, which counts alone', async () => {
    const answer = await one.api.service.app.inject({
      url: '/api/teach/mine/grid',
      headers: {
        authorization: 'Bearer nonsense',
        cookie: `${await cookieName()}=${teacher.token}`,
      },
    });
    expect(answer.statusCode).toBe(401);
  });
});

describe('a roster', () => {
  const load = async (rows: readonly (readonly string[])[]) => {
    const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const csv = [['name', 'mail', 'group', 'id'], ...rows]
      .map((cells) => cells.map(cell).join(','))
      .join('\n');
    return (await one.api.post('/api/teach/mine/roster', teacher, { csv })).json as {
      added: { mail: string }[];
      refused: { line: number; message: string }[];
    };
  };

  test.each([
    'Ada <ada@example.org>',
    'ada@example.org, eve@evil.example',
    'ada@example.org;eve@evil.example',
    'ada@example.org\r\nBcc: eve@evil.example',
    'ada@example.org\nSubject: x',
    'ada@example.org\u0000',
    'ada@exa mple.org',
    'mailto:ada@example.org?bcc=eve@evil.example',
    '"ada@evil.example"@example.org',
    '<script>@example.org',
    'ada@example.org>',
    'ada\u202egro@example.org',
    '@example.org',
    'ada@',
    `${'a'.repeat(300)}@example.org`,
  ])('adds nobody with the address %j', async (mail) => {
    const { added, refused } = await load([['Ada', mail, '', '']]);
    expect([added, refused.length]).toEqual([[], 1]);
  });

  test('keeps addresses apart that only look alike, or are the same mailbox elsewhere', async () => {
    const mails = [
      'ada@look.example',
      '\u0430da@look.example',
      'ada+1@look.example',
      'a.da@look.example',
    ];
    const { added, refused } = await load(mails.map((mail) => ['Ada', mail, '', '']));
    // A letter that is not ASCII is either refused or an address of its own: never somebody else's.
    expect(added.length + refused.length).toBe(mails.length);
    expect(new Set(added.map(({ mail }) => mail)).size).toBe(added.length);
    const again = await load([['Eve', 'ADA@LOOK.example', '', '']]);
    expect(again.added).toEqual([]);
  });

  test('raises nobody: a column for roles is not read, and teachers stay who they are', async () => {
    const mail = 'climber@example.org';
    const csv = `mail,role,uuid,course\n${mail},teacher,${teacher.uuid},other\n`;
    const { json } = await one.api.post('/api/teach/mine/roster', teacher, { csv });
    expect(json).toMatchObject({
      notes: expect.arrayContaining(['Not used: "role", "uuid", "course".']) as unknown,
    });
    const { members } = (await one.api.get('/api/teach/mine/members', teacher)).json as {
      members: { mail: string; role: string }[];
    };
    expect(members.find((member) => member.mail === mail)?.role).toBe('student');
  });
});
