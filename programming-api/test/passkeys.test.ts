import { randomUUID } from 'node:crypto';
import type {
  Passkey,
  PasskeyOptions,
  RegistrationOptions,
  SessionList,
} from '@touchstone/contracts';
import { deleteUser, exportUser, readInstanceId, type Database } from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Mail } from '../src/mail/mailer.ts';
import { Authenticator } from './authenticator.ts';
import { openTestDatabase } from './open-test-database.ts';
import { site, withPasskey } from './passkeys.ts';
import { aMember, aTeacher } from './people.ts';
import { sampleCourse } from './sample-course.ts';
import { startApi, type TestApi, type TestUser } from './start-api.ts';

const { origin } = site;
let database: Database;
let api: TestApi;
const sent: Mail[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  api = await startApi({
    ...{ database, messaging: createInProcessMessaging() },
    config: { publicUrl: origin, codeLimit: 1000 },
    mailer: {
      send: (mail) => {
        sent.push(mail);
        return Promise.resolve();
      },
    },
  });
  await api.service.reloadCourse({ ...sampleCourse('mine', ['one']), access: 'invited' });
});
afterAll(async () => {
  await api.service.close();
  await database.close();
});

const aStudent = () => aMember(api, database, 'mine', 'student');

async function registrationFor(user: TestUser): Promise<RegistrationOptions> {
  const { status, json } = await api.post('/api/passkeys/registration-options', user);
  expect([status, json]).toMatchObject([200, {}]);
  return json as RegistrationOptions;
}

const challengeFor = async (user?: TestUser): Promise<string> => {
  const { json } = await api.post('/api/sign-in/passkey/options', user);
  return (json as PasskeyOptions).challenge;
};

const signIn = (body: unknown, browser?: TestUser) =>
  api.post('/api/sign-in/passkey', browser, body);
const refused = expect.objectContaining({ type: '/problems/invalid-passkey' }) as unknown;

describe('a passkey', () => {
  test('is added by somebody who is signed in to an account, who gets a mail about it', async () => {
    const user = await aStudent();
    const options = await registrationFor(user);
    expect(options).toMatchObject({
      rp: { id: 'courses.example.org', name: 'Touchstone' },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
      excludeCredentials: [],
    });
    const { authenticator } = await withPasskey(api, user);
    const { passkeys } = (await api.get('/api/me/passkeys', user)).json as { passkeys: Passkey[] };
    expect(passkeys).toMatchObject([{ name: 'A passkey', lastUsedAt: null }]);
    expect((await registrationFor(user)).excludeCredentials).toMatchObject([
      { id: authenticator.credentialId.toString('base64url') },
    ]);
    const { mail } = (await api.get('/api/me/account', user)).json as { mail: string };
    await expect.poll(() => sent.map(({ to }) => to)).toContain(mail);
    expect(sent.at(-1)?.text).toContain(`${origin} added a passkey`);
  });

  test('needs an account', async () => {
    const anonymous = await api.newUser();
    for (const path of ['/api/passkeys/registration-options', '/api/passkeys'] as const) {
      const made = new Authenticator().create({ challenge: 'x', ...site });
      const body = path === '/api/passkeys' ? made : {};
      expect((await api.post(path, anonymous, body)).status).toBe(403);
      expect((await api.post(path, undefined, body)).status).toBe(401);
    }
  });

  test('signs in to a new session, counts how often, and notes when', async () => {
    const user = await aStudent();
    const { authenticator } = await withPasskey(api, user);
    for (const signCount of [1, 2]) {
      const challenge = await challengeFor();
      const { status, json, headers } = await signIn(
        authenticator.sign({ challenge, ...site, signCount }, user.uuid),
      );
      expect([status, json]).toMatchObject([201, { user: { uuid: user.uuid }, course: null }]);
      const { token } = json as TestUser;
      expect(token).not.toBe(user.token);
      expect(String(headers['set-cookie'])).toContain(token);
      expect((await api.get('/api/me', { uuid: user.uuid, token })).json).toMatchObject({
        uuid: user.uuid,
      });
    }
    const { passkeys } = (await api.get('/api/me/passkeys', user)).json as { passkeys: Passkey[] };
    expect(passkeys[0]?.lastUsedAt).not.toBeNull();
  });

  test('that goes back in its count was copied, and is refused', async () => {
    const user = await aStudent();
    const { authenticator } = await withPasskey(api, user);
    const use = async (signCount: number) =>
      signIn(
        authenticator.sign({ challenge: await challengeFor(), ...site, signCount }, user.uuid),
      );
    expect((await use(7)).status).toBe(201);
    for (const signCount of [7, 3, 0]) {
      expect(await use(signCount)).toMatchObject({ status: 403, json: refused });
    }
    expect((await use(8)).status).toBe(201);
  });

  test.each([
    ['of another site', { origin: 'https://evil.example' }],
    ['of the same host without TLS', { origin: 'http://courses.example.org' }],
    ['for another host', { rpId: 'evil.example' }],
    ['of somebody who has not shown who they are', { userVerified: false }],
    ['of a challenge that was never given', { challenge: 'bm90IGdpdmVu' }],
  ])('is refused with a signature %s', async (_, forged) => {
    const user = await aStudent();
    const { authenticator } = await withPasskey(api, user);
    const asked = { challenge: await challengeFor(), ...site, ...forged };
    expect(await signIn(authenticator.sign(asked, user.uuid))).toMatchObject({
      ...{ status: 403, json: refused },
    });
    const added = new Authenticator().create({
      ...{ challenge: (await registrationFor(user)).challenge, ...site, ...forged },
    });
    expect(await api.post('/api/passkeys', user, added)).toMatchObject({
      ...{ status: 403, json: refused },
    });
  });

  test('is refused with another key, another user’s handle, or a changed signature', async () => {
    const [user, other] = [await aStudent(), await aStudent()];
    const { authenticator } = await withPasskey(api, user);
    const signed = async (by: Authenticator, userId: string) =>
      by.sign({ challenge: await challengeFor(), ...site }, userId);
    const own = await signed(authenticator, user.uuid);
    for (const body of [
      { ...(await signed(new Authenticator(), user.uuid)), id: own.id },
      await signed(authenticator, other.uuid),
      { ...(await signed(authenticator, user.uuid)), signature: own.signature },
      { ...own, id: 'AAAA' },
    ]) {
      expect(await signIn(body)).toMatchObject({ status: 403, json: refused });
    }
  });

  test('of an account can’t be added to another one', async () => {
    const [user, thief] = [await aStudent(), await aStudent()];
    const { authenticator } = await withPasskey(api, user);
    const { challenge } = await registrationFor(thief);
    const made = authenticator.create({ challenge, ...site });
    expect(await api.post('/api/passkeys', thief, made)).toMatchObject({
      ...{ status: 403, json: refused },
    });
  });

  test('of a deleted user signs nobody in', async () => {
    const user = await aStudent();
    const { authenticator } = await withPasskey(api, user);
    await deleteUser(database.kysely, user.uuid);
    const challenge = await challengeFor();
    const { status, json } = await signIn(authenticator.sign({ challenge, ...site }, user.uuid));
    expect([status, json]).toEqual([403, refused]);
    expect((json as { detail: string }).detail).toContain('Sign in by a link');
  });

  test('that was removed signs nobody in; only its user can remove it', async () => {
    const [user, other] = [await aStudent(), await aStudent()];
    const { authenticator, id } = await withPasskey(api, user);
    const remove = (by: TestUser) =>
      api.service.app.inject({
        ...{ method: 'DELETE', url: `/api/me/passkeys/${id}` },
        headers: { authorization: `Bearer ${by.token}` },
      });
    expect((await remove(other)).statusCode).toBe(404);
    expect((await remove(user)).statusCode).toBe(204);
    expect((await remove(user)).statusCode).toBe(404);
    const challenge = await challengeFor();
    const body = authenticator.sign({ challenge, ...site }, user.uuid);
    expect((await signIn(body)).json).toEqual(refused);
  });

  test('gets another name from its user alone, and the audit log says that, and no name', async () => {
    const [user, other] = [await aStudent(), await aStudent()];
    const { authenticator, id } = await withPasskey(api, user);
    const rename = async (by: TestUser, name: unknown, of = id) => {
      const { statusCode, body } = await api.service.app.inject({
        ...{ method: 'PUT', url: `/api/me/passkeys/${of}`, payload: JSON.stringify({ name }) },
        headers: { authorization: `Bearer ${by.token}`, 'content-type': 'application/json' },
      });
      return { status: statusCode, json: JSON.parse(body) as unknown };
    };
    const absent = await rename(other, 'Mine', randomUUID());
    expect(await rename(other, 'Mine')).toEqual(absent);
    expect(absent.status).toBe(404);
    for (const name of ['', '  ', 'x'.repeat(101), 'a\0b', null]) {
      expect((await rename(user, name)).status, String(name)).toBe(400);
    }
    expect(await rename(user, '  <b>Old</b> phone ')).toMatchObject({
      ...{ status: 200, json: { passkey: { id, name: '<b>Old</b> phone', lastUsedAt: null } } },
    });
    const { passkeys } = (await api.get('/api/me/passkeys', user)).json as { passkeys: Passkey[] };
    expect(passkeys.map(({ name }) => name)).toEqual(['<b>Old</b> phone']);
    const { rows } = await sql<{ action: string; details: unknown }>`
      select action, details from audit_log
      where actor_id = ${user.uuid}::uuid and subject_id = ${user.uuid}::uuid order by seq
      `.execute(database.kysely);
    expect(rows.slice(1)).toEqual([{ action: 'rename-passkey', details: {} }]);
    const challenge = await challengeFor();
    expect((await signIn(authenticator.sign({ challenge, ...site }, user.uuid))).status).toBe(201);
  });

  test('is removed when its user gets more rights, and stays when they get fewer', async () => {
    const teacher = await aTeacher(api, database, 'mine');
    const user = await aStudent();
    const { authenticator } = await withPasskey(api, user);
    const setRole = (role: string) =>
      api.service.app.inject({
        ...{ method: 'PUT', url: `/api/teach/mine/members/${user.uuid}/role` },
        headers: {
          ...{ authorization: `Bearer ${teacher.token}`, 'content-type': 'application/json' },
        },
        payload: JSON.stringify({ role }),
      });
    expect((await setRole('assistant')).statusCode).toBe(204);
    const body = authenticator.sign({ challenge: await challengeFor(), ...site }, user.uuid);
    expect((await signIn(body)).json).toEqual(refused);

    const assistant = await aMember(api, database, 'mine', 'assistant');
    const own = await withPasskey(api, assistant);
    const path = `/api/teach/mine/members/${assistant.uuid}`;
    await api.service.app.inject({
      ...{ method: 'DELETE', url: path, payload: '{}' },
      headers: {
        ...{ authorization: `Bearer ${teacher.token}`, 'content-type': 'application/json' },
      },
    });
    const challenge = await challengeFor();
    const { status } = await signIn(own.authenticator.sign({ challenge, ...site }, assistant.uuid));
    expect(status).toBe(201);
  });

  test('is in its user’s export without its key, and in the audit log', async () => {
    const user = await aStudent();
    const { authenticator, id } = await withPasskey(api, user);
    const exported = await exportUser(database.kysely, user.uuid);
    expect(exported?.passkeys).toMatchObject([{ id, name: 'A passkey', lastUsedAt: null }]);
    expect(JSON.stringify(exported)).not.toContain(
      authenticator.credentialId.toString('base64url'),
    );
    expect(exported?.actions.map(({ action }) => action)).toContain('add-passkey');
  });

  test('is one of at most twenty', async () => {
    const user = await aStudent();
    const { challenge } = await registrationFor(user);
    for (let number = 0; number < 20; number++) await withPasskey(api, user);
    const made = new Authenticator().create({ challenge, ...site });
    for (const answer of [
      await api.post('/api/passkeys', user, made),
      await api.post('/api/passkeys/registration-options', user),
    ]) {
      expect(answer).toMatchObject({ status: 409, json: { type: '/problems/too-many-passkeys' } });
    }
  });
});

describe('a challenge', () => {
  test('works once', async () => {
    const user = await aStudent();
    const { authenticator } = await withPasskey(api, user);
    const body = authenticator.sign({ challenge: await challengeFor(), ...site }, user.uuid);
    expect((await signIn(body)).status).toBe(201);
    expect(await signIn(body)).toMatchObject({ status: 403, json: refused });
    const { challenge } = await registrationFor(user);
    expect(
      (await api.post('/api/passkeys', user, new Authenticator().create({ challenge, ...site })))
        .status,
    ).toBe(201);
    const again = new Authenticator().create({ challenge, ...site });
    expect((await api.post('/api/passkeys', user, again)).json).toEqual(refused);
  });

  test('at the same time signs in once', async () => {
    const user = await aStudent();
    const { authenticator } = await withPasskey(api, user);
    const body = authenticator.sign({ challenge: await challengeFor(), ...site }, user.uuid);
    const answers = await Promise.all([signIn(body), signIn(body), signIn(body)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 403, 403]);
  });

  test('expires', async () => {
    const user = await aStudent();
    const { authenticator } = await withPasskey(api, user);
    const body = authenticator.sign({ challenge: await challengeFor(), ...site }, user.uuid);
    await sql`update passkey_challenges set expires_at = now()`.execute(database.kysely);
    const { status, json } = await signIn(body);
    expect([status, (json as { detail: string }).detail]).toEqual([
      ...[403, 'That took too long, or was sent twice. Try again.'],
    ]);
    await challengeFor();
    const { rows } = await sql`select from passkey_challenges`.execute(database.kysely);
    expect(rows.length).toBeLessThanOrEqual(1);
  });

  test('is for the session that asked for it, and for what it was asked for', async () => {
    const [user, other] = [await aStudent(), await aStudent()];
    const { authenticator } = await withPasskey(api, user);
    const signed = (challenge: string) => authenticator.sign({ challenge, ...site }, user.uuid);
    expect((await signIn(signed(await challengeFor(other)))).json).toEqual(refused);
    expect((await signIn(signed(await challengeFor()), other)).json).toEqual(refused);
    const { challenge } = await registrationFor(user);
    expect((await signIn(signed(challenge), user)).json).toEqual(refused);
    const made = new Authenticator().create({
      challenge: (await registrationFor(other)).challenge,
      ...site,
    });
    expect((await api.post('/api/passkeys', user, made)).json).toEqual(refused);
  });

  test('can be asked for only so often from an address', async () => {
    const strict = await startApi({
      ...{ database, messaging: createInProcessMessaging() },
      config: { codeLimit: 2 },
    });
    const statuses = [];
    for (let times = 0; times < 3; times++) {
      statuses.push((await strict.post('/api/sign-in/passkey/options')).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
    await strict.service.close();
  });
});

describe('the browser’s earlier session', () => {
  const cookies = async (token: string) =>
    `__Host-touchstone-${await readInstanceId(database.kysely)}=${token}`;
  const post = async (path: string, token: string, body: unknown, from = origin) =>
    api.service.app.inject({
      ...{ method: 'POST', url: path, payload: JSON.stringify(body) },
      headers: {
        ...{ 'content-type': 'application/json', host: 'courses.example.org', origin: from },
        cookie: await cookies(token),
      },
    });

  test('stays if it is anonymous, and its work is offered; of an account it ends', async () => {
    const user = await aStudent();
    const { authenticator } = await withPasskey(api, user);
    const anonymous = await api.newUser();
    const account = await aStudent();
    for (const browser of [anonymous, account]) {
      const options = await post('/api/sign-in/passkey/options', browser.token, {});
      const { challenge } = options.json<PasskeyOptions>();
      const body = authenticator.sign({ challenge, ...site }, user.uuid);
      expect((await post('/api/sign-in/passkey', browser.token, body)).statusCode).toBe(201);
    }
    expect((await api.get('/api/me', anonymous)).status).toBe(200);
    expect((await api.get('/api/me', account)).status).toBe(401);
    const { rows } = await sql`
      select earlier_user_id as earlier from joins
      where user_id = ${user.uuid}`.execute(database.kysely);
    expect(rows).toEqual([{ earlier: anonymous.uuid }]);
    const { sessions } = (await api.get('/api/me/sessions', user)).json as SessionList;
    expect(sessions).toHaveLength(3);
  });

  test('is not used by a page of another site', async () => {
    const user = await aStudent();
    const { authenticator } = await withPasskey(api, user);
    const { challenge } = (
      await post('/api/sign-in/passkey/options', user.token, {})
    ).json<PasskeyOptions>();
    const body = authenticator.sign({ challenge, ...site }, user.uuid);
    for (const [path, sentBody] of [
      ['/api/sign-in/passkey/options', {}],
      ['/api/sign-in/passkey', body],
      ['/api/passkeys/registration-options', {}],
    ] as const) {
      const answer = await post(path, user.token, sentBody, 'https://evil.example');
      expect(answer.statusCode).toBe(403);
    }
  });
});

test('without a public URL the host is that of the request, if passkeys work there', async () => {
  const local = await startApi({ database, messaging: createInProcessMessaging() });
  const ask = (host: string) =>
    local.service.app.inject({
      ...{ method: 'POST', url: '/api/sign-in/passkey/options', payload: '{}' },
      headers: { 'content-type': 'application/json', host },
    });
  expect((await ask('localhost:7800')).json()).toMatchObject({ rpId: 'localhost' });
  for (const host of ['127.0.0.1:7800', '[::1]:7800']) {
    const answer = await ask(host);
    expect([answer.statusCode, answer.json()]).toMatchObject([
      400,
      { detail: expect.stringContaining('not an IP address') as string },
    ]);
  }
  expect((await ask('evil.example')).statusCode).toBe(421);
  await local.service.close();
});
