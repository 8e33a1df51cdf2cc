import type { SessionList } from '@touchstone/contracts';
import { readInstanceId, type Database } from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiServiceDeps } from '../src/service.ts';
import { readEvents } from './event-reader.ts';
import { openTestDatabase } from './open-test-database.ts';
import {
  aMember,
  anAdministrator,
  appointed,
  aTeacher,
  courseIdOf,
  invited,
  newMail,
  signIn,
} from './people.ts';
import { sampleCourse } from './sample-course.ts';
import { grade, startApi, type TestApi, type TestUser } from './start-api.ts';

type Mail = Parameters<NonNullable<ApiServiceDeps['mailer']>['send']>[0];

const publicUrl = 'https://courses.example.org';
let database: Database;
let api: TestApi;
let url: string;
const sent: Mail[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  api = await startApi({
    ...{ database, messaging: createInProcessMessaging() },
    config: { publicUrl, codeLimit: 1000 },
    mailer: {
      send: (mail) => {
        sent.push(mail);
        return Promise.resolve();
      },
    },
  });
  for (const slug of ['mine', 'other']) {
    await api.service.reloadCourse({ ...sampleCourse(slug, ['one']), access: 'invited' });
  }
  ({ url } = await api.service.listen());
});
afterAll(async () => {
  await api.service.close();
  await database.close();
});

const mine = (path: string): string => `/api/teach/mine/${path}`;
const newLink = async (): Promise<string> => (await invited(database, student)).linkToken;
const student = { slug: 'mine', role: 'student' } as const;
const statusOf = async (user: TestUser): Promise<number> => (await api.get('/api/me', user)).status;

/** As a browser would, with a cookie. */
const open = (token: string, headers: Record<string, string> = {}) =>
  api.service.app.inject({
    ...{ method: 'POST', url: '/api/sign-in', payload: JSON.stringify({ token }) },
    headers: { 'content-type': 'application/json', host: 'courses.example.org', ...headers },
  });
const change = (method: 'PUT' | 'DELETE', path: string, user: TestUser, body: unknown = {}) =>
  api.service.app.inject({
    ...{ method, url: path, payload: JSON.stringify(body) },
    headers: { authorization: `Bearer ${user.token}`, 'content-type': 'application/json' },
  });

describe('a link', () => {
  test('signs in, and names the course and who the user is', async () => {
    const mail = newMail();
    const { uuid, linkToken } = await invited(database, { ...student, mail });
    const { status, json } = await api.post('/api/sign-in', undefined, { token: linkToken });
    expect(status).toBe(201);
    expect(json).toMatchObject({ user: { uuid, points: 0 }, course: 'mine' });
    const user = { uuid, token: (json as TestUser).token };
    expect((await api.get('/api/me/account', user)).json).toEqual({
      mail,
      isAdministrator: false,
      courses: [{ slug: 'mine', title: 'Title of mine', role: 'student' }],
    });
    expect((await api.get('/api/me/account', await api.newUser())).json).toEqual({
      ...{ mail: null, isAdministrator: false, courses: [] },
    });
  });

  test('works once', async () => {
    const token = await newLink();
    await signIn(api, token);
    const { status, json } = await api.post('/api/sign-in', undefined, { token });
    expect([status, json]).toMatchObject([403, { type: '/problems/invalid-link' }]);
    expect((json as { detail: string }).detail).toMatch(/used already.*Get a new one/);
  });

  test('is not used up by whoever opens its address, as mail scanners do', async () => {
    const token = await newLink();
    for (const method of ['GET', 'HEAD'] as const) {
      const answer = await api.service.app.inject({ method, url: `/api/sign-in?token=${token}` });
      expect(answer.statusCode).toBe(405);
    }
    expect((await signIn(api, token)).token).not.toBe('');
  });

  test('that is forged, altered or expired signs nobody in, and says what to do', async () => {
    const token = await newLink();
    const refused = async (tried: string): Promise<unknown> =>
      (await api.post('/api/sign-in', undefined, { token: tried })).json;
    const altered = `${token.slice(0, -1)}${token.endsWith('A') ? 'E' : 'A'}`;
    for (const forged of [altered, token.toUpperCase(), `${token}x`, 'x', '\u0000', "' or 1=1"]) {
      expect(await refused(forged)).toMatchObject({
        ...{
          type: '/problems/invalid-link',
          detail: expect.stringContaining('not valid') as string,
        },
      });
    }
    await sql`update sign_in_links set expires_at = now() where used_at is null`.execute(
      database.kysely,
    );
    expect(await refused(token)).toMatchObject({
      detail: 'The link has expired. Get a new one.',
    });
  });

  test('is not used by a page of another site, or by a form', async () => {
    const token = await newLink();
    expect((await open(token, { origin: 'https://evil.example' })).statusCode).toBe(403);
    expect((await open(token, { 'content-type': 'text/plain' })).statusCode).toBe(415);
    expect((await open(token, { origin: publicUrl })).statusCode).toBe(201);
  });

  test('can be tried only so often from an address', async () => {
    const strict = await startApi({
      ...{ database, messaging: createInProcessMessaging() },
      config: { codeLimit: 2 },
    });
    const statuses = [];
    for (let times = 0; times < 4; times++) {
      statuses.push((await strict.post('/api/sign-in', undefined, { token: 'x' })).status);
    }
    expect(statuses).toEqual([403, 403, 429, 429]);
    await strict.service.close();
  });
});

describe('a session', () => {
  const cookieName = async () => `__Host-touchstone-${await readInstanceId(database.kysely)}`;
  const cookiesOf = (headers: { 'set-cookie'?: string | string[] | undefined }) =>
    Object.fromEntries(
      [headers['set-cookie'] ?? []].flat().map((line) => line.split(';', 1)[0]?.split('=')) as [
        string,
        string,
      ][],
    );

  test('is new after signing in, so that a planted token gets no rights', async () => {
    const planted = await api.newUser();
    const { uuid, linkToken } = await invited(database, student);
    const name = await cookieName();
    const { headers } = await open(linkToken, { cookie: `${name}=${planted.token}` });
    const token = cookiesOf(headers)[name] ?? '';
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(token).not.toBe(planted.token);
    expect((await api.get('/api/me', { uuid, token })).json).toMatchObject({ uuid });
    // The anonymous user stays who they were, with what they did.
    expect((await api.get('/api/me?course=mine', planted)).status).toBe(404);
    expect((await api.get('/api/me', planted)).json).toMatchObject({ uuid: planted.uuid });
    const { rows } = await sql<{ earlier: string }>`
      select earlier_user_id as earlier from sign_in_links where user_id = ${uuid} and
        earlier_user_id is not null`.execute(database.kysely);
    expect(rows).toEqual([{ earlier: planted.uuid }]);
  });

  test('of an account ends when its browser signs in anew', async () => {
    const user = await aMember(api, database, 'mine', 'student');
    const name = await cookieName();
    await open(await newLink(), { cookie: `${name}=${user.token}` });
    expect(await statusOf(user)).toBe(401);
  });

  test('of an account marks its browser for nginx, also after a sign-in by a device code', async () => {
    const user = await aMember(api, database, 'mine', 'student');
    const { code } = (await api.post('/api/device-codes', user)).json as { code: string };
    const name = `${await cookieName()}-member`;
    const byCode = await api.post('/api/sessions', undefined, { code });
    expect(cookiesOf(byCode.headers)).toHaveProperty(name, '1');
    expect(cookiesOf((await open(await newLink())).headers)).toHaveProperty(name, '1');
    expect(cookiesOf((await api.post('/api/users')).headers)).not.toHaveProperty(name);
  });

  test('ends, with its streams, when its user gets more rights; not when they get fewer', async () => {
    const teacher = await aTeacher(api, database, 'mine');
    const member = await aMember(api, database, 'mine', 'student');
    const stream = await readEvents(`${url}/api/me/events`, member);
    await stream.nth('progress');
    const path = mine(`members/${member.uuid}/role`);
    expect((await change('PUT', path, teacher, { role: 'assistant' })).statusCode).toBe(204);
    await stream.ended;
    expect(await statusOf(member)).toBe(401);

    const assistant = await aMember(api, database, 'mine', 'assistant');
    expect((await api.get(mine('members'), assistant)).status).toBe(200);
    await change('PUT', mine(`members/${assistant.uuid}/role`), teacher, { role: 'student' });
    expect(await statusOf(assistant)).toBe(200);
    expect((await api.get(mine('members'), assistant)).status).toBe(403);
    await change('DELETE', mine(`members/${assistant.uuid}`), teacher);
    expect((await api.get(mine('members'), assistant)).status).toBe(404);
    const { sessions } = (await api.get('/api/me/sessions', assistant)).json as SessionList;
    expect(sessions).toHaveLength(1);
  });
});

describe('a link by mail', () => {
  const ask = (mail: string) => api.post('/api/sign-in/links', undefined, { mail });
  const linkIn = ({ text }: Mail): string =>
    new RegExp(`${publicUrl}/sign-in#(\\S+)`).exec(text)?.[1] ?? '';

  test('is sent to the address as it is stored; the answer tells nobody whether it is known', async () => {
    const mail = newMail();
    const { uuid } = await invited(database, { ...student, mail });
    const known = await ask(` ${mail.toUpperCase()} `);
    const unknown = await ask(newMail());
    for (const answer of [known, unknown]) {
      expect([answer.status, answer.json]).toEqual([204, null]);
    }
    const names = ({ headers }: typeof known) => Object.keys(headers).toSorted();
    expect(names(known)).toEqual(names(unknown));
    await expect.poll(() => sent.map(({ to }) => to)).toEqual([mail]);
    const [letter] = sent.splice(0) as [Mail];
    expect((await signIn(api, linkIn(letter))).uuid).toBe(uuid);
  });

  test('does not end one that was asked for before, and is sent five times an hour', async () => {
    const mail = newMail();
    await invited(database, { ...student, mail });
    for (let times = 0; times < 5; times++) expect((await ask(mail)).status).toBe(204);
    await expect.poll(() => sent.length).toBe(5);
    expect((await ask(mail)).status).toBe(429);
    const unknown = newMail();
    for (let times = 0; times < 5; times++) expect((await ask(unknown)).status).toBe(204);
    expect((await ask(unknown)).status).toBe(429);
    const [first] = sent.splice(0) as [Mail];
    expect((await signIn(api, linkIn(first))).token).not.toBe('');
  });

  test('needs an address, a public URL and a way to send', async () => {
    expect((await ask('nobody')).status).toBe(400);
    const plain = await startApi({ database, messaging: createInProcessMessaging() });
    const { status, json } = await plain.post('/api/sign-in/links', undefined, { mail: newMail() });
    expect([status, json]).toMatchObject([503, { type: '/problems/no-mail' }]);
    await plain.service.close();
  });
});

describe('a teacher', () => {
  test('loads a roster, invites its students, and each sees the course after signing in', async () => {
    const teacher = await aTeacher(api, database, 'mine');
    const mail = newMail();
    const csv = `Name;Mail;Group\r\n"Lovelace; Ada";${mail};A\r\nBob;bob;A\r\n`;
    const planned = await api.post(mine('roster'), teacher, { csv, dryRun: true });
    const loaded = await api.post(mine('roster'), teacher, { csv });
    expect(loaded.json).toEqual(planned.json);
    expect(loaded.json).toMatchObject({
      added: [{ line: 2, mail }],
      refused: [{ line: 3, message: '"bob" is not a mail address; correct it' }],
    });
    const { members } = (await api.get(mine('members'), teacher)).json as {
      members: { uuid: string; mail: string; hasSignedIn: boolean; invitedUntil: string | null }[];
    };
    const added = members.find((member) => member.mail === mail);
    expect(added).toMatchObject({ name: 'Lovelace; Ada', hasSignedIn: false, invitedUntil: null });
    const invite = async () =>
      (await api.post(mine('invitations'), teacher, { users: [added?.uuid] })).json as {
        invitations: { link: string }[];
        notInvited: unknown[];
      };
    const [{ link } = { link: '' }] = (await invite()).invitations;
    expect(link).toMatch(/^https:\/\/courses\.example\.org\/sign-in#[\w-]{43}$/);
    const user = await signIn(api, link.split('#')[1] ?? '');
    expect((await api.get('/api/assignments?course=mine', user)).status).toBe(200);
    expect(await invite()).toEqual({
      invitations: [],
      notInvited: [{ uuid: user.uuid, mail, reason: 'has-signed-in' }],
    });
  });

  test('cannot sign in as somebody of another course, or as an administrator', async () => {
    const teacher = await aTeacher(api, database, 'mine');
    const mails = { other: newMail(), admin: newMail(), teaches: newMail() };
    await invited(database, { slug: 'other', role: 'student', mail: mails.other });
    await appointed(database, null, mails.admin);
    await appointed(database, await courseIdOf(database, 'other'), mails.teaches);
    const csv = `mail\n${Object.values(mails).join('\n')}\n`;
    expect((await api.post(mine('roster'), teacher, { csv })).status).toBe(200);
    const { members } = (await api.get(mine('members'), teacher)).json as {
      members: { uuid: string; mail: string }[];
    };
    const users = members
      .filter(({ mail }) => Object.values(mails).includes(mail))
      .map(({ uuid }) => uuid);
    const invitedOnes = (await api.post(mine('invitations'), teacher, { users })).json as {
      invitations: unknown[];
      notInvited: unknown[];
    };
    expect([users.length, invitedOnes.invitations, invitedOnes.notInvited.length]).toEqual([
      3,
      [],
      3,
    ]);
    const administrator = await anAdministrator(api, database);
    const byAdministrator = await api.post(mine('invitations'), administrator, { users });
    expect((byAdministrator.json as { invitations: unknown[] }).invitations).toHaveLength(3);
  });

  test('does nothing in a course of others, or by a page of another site', async () => {
    const teacher = await aTeacher(api, database, 'mine');
    const member = await aMember(api, database, 'other', 'student');
    const path = `/api/teach/other/members/${member.uuid}/role`;
    expect((await change('PUT', path, teacher, { role: 'teacher' })).statusCode).toBe(404);
    const foreign = mine(`members/${member.uuid}/role`);
    expect((await change('PUT', foreign, teacher, { role: 'teacher' })).statusCode).toBe(404);
    const answer = await api.service.app.inject({
      ...{ method: 'POST', url: mine('roster'), payload: '{"csv":"mail\\na@example.org"}' },
      headers: {
        ...{ authorization: `Bearer ${teacher.token}`, 'content-type': 'application/json' },
        origin: 'https://evil.example',
      },
    });
    expect(answer.statusCode).toBe(403);
  });

  test('makes nobody an administrator, and does not leave the course without a teacher', async () => {
    await api.service.reloadCourse(sampleCourse('alone', ['one']));
    const teacher = await aTeacher(api, database, 'alone');
    const own = `/api/teach/alone/members/${teacher.uuid}`;
    const asAdministrator = { role: 'administrator' };
    expect((await change('PUT', `${own}/role`, teacher, asAdministrator)).statusCode).toBe(400);
    for (const [method, path] of [
      ['PUT', `${own}/role`],
      ['DELETE', own],
    ] as const) {
      const answer = await change(method, path, teacher, {
        ...(method === 'PUT' && { role: 'student' }),
      });
      expect(answer.json()).toMatchObject({ type: '/problems/last-teacher', status: 409 });
    }
  });
});

test('who is taken out of an invited course keeps nothing of it on the page', async () => {
  const teacher = await aTeacher(api, database, 'mine');
  const member = await aMember(api, database, 'mine', 'student');
  const listed = await api.get('/api/assignments?course=mine', member);
  const id = (listed.json as { assignments: { id: string }[] }).assignments[0]?.id ?? '';
  const { id: submissionId } = await api.accept(member, id, `# ${member.uuid}\n`);
  await grade(api.office, submissionId);
  const seen = async () => [
    (await api.get(`/api/submissions/${submissionId}`, member)).status,
    ((await api.get('/api/submissions', member)).json as { submissions: unknown[] }).submissions
      .length,
    ((await api.get('/api/courses', member)).json as { courses: { slug: string }[] }).courses.some(
      ({ slug }) => slug === 'mine',
    ),
  ];
  expect(await seen()).toEqual([200, 1, true]);
  await change('DELETE', mine(`members/${member.uuid}`), teacher);
  expect(await seen()).toEqual([404, 0, false]);
});
