import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { MailedInvitations, Member } from '@touchstone/contracts';
import type { Database } from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import { freePort } from '@touchstone/servers';
import { temporaryFolder } from '@touchstone/test-kit';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createSmtpMailer, MailError, type SmtpMailer } from '../src/mail/open-mailer.ts';
import { openTestDatabase } from './open-test-database.ts';
import { aMember, aTeacher, invited, newMail, signIn } from './people.ts';
import { sampleCourse } from './sample-course.ts';
import { startSmtpSink, type SmtpSink } from './smtp-sink.ts';
import { startApi, type TestApi, type TestUser } from './start-api.ts';

const from = 'Courses <courses@example.org>';
const mail = { to: 'ada@example.org', subject: 'Hello', text: 'A text.\n' };
const opened: { close: (timeoutMs: number) => Promise<void> }[] = [];

function mailerTo(
  port: number,
  {
    scheme = 'smtp',
    user = '',
    ...options
  }: Partial<Parameters<typeof createSmtpMailer>[0]> & {
    scheme?: string;
    user?: string;
  } = {},
): SmtpMailer {
  const smtpUrl = `${scheme}://${user}localhost:${port}`;
  const mailer = createSmtpMailer({ smtpUrl, from, withoutTls: false, retriesMs: [], ...options });
  opened.push(mailer);
  return mailer;
}
async function sink(options: Parameters<typeof startSmtpSink>[0] = {}): Promise<SmtpSink> {
  const started = await startSmtpSink(options);
  opened.push(started);
  return started;
}
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close(1000);
});

const failure = (work: Promise<void>): Promise<unknown> =>
  work.then(
    () => 'sent',
    (error: unknown) => error,
  );

describe('a mail', () => {
  test('arrives with sender, recipient, subject and text', async () => {
    const { port, received } = await sink();
    await mailerTo(port).send({ ...mail, subject: 'Ä ✓', text: 'Zeile mit Ä\n' });
    expect(received).toMatchObject([{ from: 'courses@example.org', to: ['ada@example.org'] }]);
    const text = received[0]?.text ?? '';
    expect(text).toContain('From: Courses <courses@example.org>');
    expect(text).toContain('To: ada@example.org');
    expect(text).toContain('Auto-Submitted: auto-generated');
    expect(text).toMatch(/^Subject: =\?UTF-8\?/m);
  });

  test('keeps to its headers, whatever its subject and recipient contain', async () => {
    const { port, received } = await sink();
    const mailer = mailerTo(port);
    await mailer.send({
      ...mail,
      subject: 'Hello\r\nBcc: thief@example.org\r\n\r\nAnother text\u2028\u0000',
    });
    expect(received).toMatchObject([{ to: ['ada@example.org'] }]);
    const [head = ''] = (received[0]?.text ?? '').split('\r\n\r\n');
    expect(head).not.toMatch(/^Bcc:/im);
    for (const to of [
      'a@example.org\r\nBcc: b@example.org',
      'a@example.org>\r\nRCPT TO:<b@example.org',
    ]) {
      await failure(mailer.send({ ...mail, to }));
    }
    for (const { to, text } of received) {
      expect(to).toHaveLength(1);
      expect(text.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/im);
      expect(to).not.toContain('b@example.org');
    }
  });

  test('that its recipient’s server refuses is not tried again', async () => {
    const { port } = await sink({ refuses: ['ada@example.org'] });
    const mailer = mailerTo(port, { retriesMs: [1, 1] });
    const error = await failure(mailer.send(mail));
    expect(error).toBeInstanceOf(MailError);
    expect(error).toMatchObject({
      message: expect.stringMatching(
        /^The mail server refused it: 550 .*No such mailbox/,
      ) as string,
      ...{ concernsAll: false, mayPass: false },
    });
  });

  test('is tried again while the server is busy, or away', async () => {
    const { port, received } = await sink({ busy: 2 });
    await mailerTo(port, { retriesMs: [1, 1] }).send(mail);
    expect(received).toHaveLength(1);
    expect(await failure(mailerTo(port).send(mail))).toBe('sent');
    const free = await freePort();
    const waiting = mailerTo(free, { retriesMs: Array.from({ length: 200 }, () => 50) }).send(mail);
    const later = await sink({ port: free });
    await waiting;
    expect(later.received).toHaveLength(1);
  });

  test('is given up when the server stays away, or this process stops', async () => {
    const port = await freePort();
    const error = await failure(mailerTo(port, { retriesMs: [1] }).send(mail));
    expect(error).toMatchObject({
      message: expect.stringMatching(/^The mail server can't be reached: .*ECONNREFUSED/) as string,
      ...{ concernsAll: true, mayPass: true },
    });
    const patient = mailerTo(port, { retriesMs: [600_000] });
    const waiting = failure(patient.send(mail));
    await patient.close(5000);
    expect(await waiting).toBeInstanceOf(MailError);
    expect(await failure(patient.send(mail))).toMatchObject({ message: 'The server is stopping.' });
  });

  test('needs the right password', async () => {
    const { port, received } = await sink({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, callback) =>
        username === 'user' && password === 'p@ss'
          ? callback(null, { user: username })
          : callback(new Error('Wrong')),
    });
    await mailerTo(port, { user: 'user:p%40ss@' }).send(mail);
    expect(received).toHaveLength(1);
    const error = await failure(mailerTo(port, { user: 'user:other@' }).send(mail));
    expect(error).toMatchObject({ concernsAll: true, mayPass: false });
    expect(String(error)).toMatch(/refuses the user or the password/);
    expect(String(error)).not.toContain('other');
  });
});

describe('TLS', () => {
  test('is required, but on this machine; and certificates are checked', async () => {
    const folder = await temporaryFolder();
    const [keyFile, certFile] = [join(folder.path, 'key.pem'), join(folder.path, 'cert.pem')];
    await promisify(execFile)('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-keyout', keyFile, '-out', certFile, '-days', '2', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost'],
    ]);
    const [key, cert] = await Promise.all([readFile(keyFile), readFile(certFile)]);
    const { port, received } = await sink({ secure: true, key, cert });
    const untrusting = mailerTo(port, { scheme: 'smtps' });
    const untrusted = await failure(untrusting.send(mail));
    expect(await untrusting.findFault()).toMatchObject({
      remedy: expect.stringContaining('NODE_EXTRA_CA_CERTS') as string,
    });
    expect(untrusted).toMatchObject({ message: expect.stringContaining('certificate') as string });
    expect(received).toEqual([]);
    // A process that trusts the certificate, as an operator makes it.
    const program = `
      import { createSmtpMailer } from ${JSON.stringify(new URL('../src/mail/open-mailer.ts', import.meta.url).href)};
      const smtpUrl = 'smtps://localhost:${port}';
      await createSmtpMailer({ smtpUrl, from: '${from}', withoutTls: false }).send(${JSON.stringify(mail)});
    `;
    await promisify(execFile)('env', [
      `NODE_EXTRA_CA_CERTS=${certFile}`,
      ...[process.execPath, '--import', 'tsx', '--input-type=module', '--eval', program],
    ]);
    expect(received).toMatchObject([{ to: ['ada@example.org'] }]);
    await folder.remove();
  });

  test('can be left out on purpose, and not by the server', async () => {
    const { port, received } = await sink();
    const to = (withoutTls: boolean) => {
      const smtpUrl = `smtp://[::ffff:127.0.0.1]:${port}`;
      const mailer = createSmtpMailer({ smtpUrl, from, withoutTls, retriesMs: [] });
      opened.push(mailer);
      return mailer;
    };
    expect(await failure(to(false).send(mail))).toMatchObject({
      message: expect.stringContaining('TLS') as string,
    });
    expect(received).toEqual([]);
    await to(true).send(mail);
    expect(received).toHaveLength(1);
  });
});

describe('an API with a mail server', () => {
  const publicUrl = 'https://courses.example.org';
  let database: Database;
  let server: SmtpSink;
  let mailer: SmtpMailer;
  let api: TestApi;
  beforeAll(async () => {
    database = await openTestDatabase();
    server = await startSmtpSink();
    const smtpUrl = `smtp://127.0.0.1:${server.port}`;
    mailer = createSmtpMailer({ smtpUrl, from, withoutTls: false });
    api = await startApi({
      ...{ database, messaging: createInProcessMessaging(), mailer },
      config: { publicUrl, codeLimit: 1000 },
    });
    await api.service.reloadCourse({ ...sampleCourse('mine', ['one']), access: 'invited' });
  });
  afterAll(async () => {
    await api.service.close();
    await Promise.all([mailer.close(1000), server.close(), database.close()]);
  });

  test('sends a sign-in link that works once', async () => {
    const address = newMail();
    const { uuid } = await invited(database, { slug: 'mine', role: 'student', mail: address });
    const answer = await api.post('/api/sign-in/links', undefined, { mail: address });
    expect(answer.status).toBe(204);
    await expect.poll(() => server.received.map(({ to }) => to)).toContainEqual([address]);
    const letter = server.received.find(({ to }) => to.includes(address));
    const token = new RegExp(`${publicUrl}/sign-in#([\\w-]{43})`).exec(letter?.text ?? '')?.[1];
    expect((await signIn(api, token ?? '')).uuid).toBe(uuid);
    expect((await api.post('/api/sign-in', undefined, { token })).status).toBe(403);
  });

  test('answers the same, and at once, for an address that nobody has', async () => {
    await aMember(api, database, 'mine', 'student');
    const before = server.received.length;
    const unknown = newMail();
    expect((await api.post('/api/sign-in/links', undefined, { mail: unknown })).status).toBe(204);
    const known = newMail();
    await invited(database, { slug: 'mine', role: 'student', mail: known });
    await api.post('/api/sign-in/links', undefined, { mail: known });
    await expect.poll(() => server.received.length).toBe(before + 1);
    expect(server.received.at(-1)?.to).toEqual([known]);
  });
});

describe('invitations by mail', () => {
  const publicUrl = 'https://courses.example.org';
  let database: Database;
  let server: SmtpSink;
  let mailer: SmtpMailer;
  let api: TestApi;
  let teacher: TestUser;
  beforeAll(async () => {
    database = await openTestDatabase();
    server = await startSmtpSink({ refuses: ['refused@example.org'] });
    const smtpUrl = `smtp://127.0.0.1:${server.port}`;
    mailer = createSmtpMailer({ smtpUrl, from, withoutTls: false });
    api = await startApi({
      ...{ database, messaging: createInProcessMessaging(), mailer },
      config: { publicUrl, codeLimit: 1000 },
    });
    await api.service.reloadCourse({ ...sampleCourse('mine', ['one']), access: 'invited' });
    teacher = await aTeacher(api, database, 'mine');
  });
  afterAll(async () => {
    await api.service.close();
    await Promise.all([mailer.close(1000), server.close(), database.close()]);
  });

  const path = '/api/teach/mine/invitations/mails';
  const onRoster = async (csv: string): Promise<Map<string, string>> => {
    await api.post('/api/teach/mine/roster', teacher, { csv });
    const { json } = await api.get('/api/teach/mine/members', teacher);
    const { members, sendsMail } = json as { members: Member[]; sendsMail: boolean };
    expect(sendsMail).toBe(true);
    return new Map(members.map(({ mail: address, uuid }) => [address ?? '', uuid]));
  };
  const send = async (users: (string | undefined)[]) => {
    const { status, json } = await api.post(path, teacher, { users });
    expect(status).toBe(200);
    return json as MailedInvitations;
  };

  test('are sent once, work once, and people who could not get one are reported', async () => {
    const known = await onRoster('name,mail\nEve,eve@example.org\nRudi,refused@example.org\n');
    // Rosters refuse line breaks; this is what a name could do at worst.
    const hostile = 'Eve\r\nBcc: thief@example.org\r\n\r\n.\r\nRCPT TO:<thief@example.org>';
    await sql`update members set name = ${hostile} where name = 'Eve'`.execute(database.kysely);
    const users = [known.get('eve@example.org'), known.get('refused@example.org'), teacher.uuid];
    const [once, twice] = await Promise.all([send(users), send(users)]);
    const sent = [...once.sent, ...twice.sent];
    expect(sent.map((one) => one.mail)).toEqual(['eve@example.org']);
    const failed = [...once.failed, ...twice.failed];
    expect(failed[0]).toMatchObject({ mail: 'refused@example.org' });
    expect(failed[0]?.reason).toMatch(/No such mailbox/);
    const left = [...once.notInvited, ...twice.notInvited];
    expect(left.map(({ reason }) => reason)).toContain('just-mailed');
    expect(left.map(({ reason }) => reason)).toContain('has-signed-in');

    expect(server.received.map(({ to }) => to)).toEqual([['eve@example.org']]);
    const text = server.received[0]?.text ?? '';
    expect(text.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/im);
    expect(text).toContain('Subject: Your invitation to Title of mine');
    const token = new RegExp(`${publicUrl}/sign-in#([\\w-]{43})`).exec(text)?.[1] ?? '';
    expect((await signIn(api, token)).uuid).toBe(users[0]);
    expect((await api.post('/api/sign-in', undefined, { token })).status).toBe(403);
    // Who got none can get one at once.
    const again = await send([users[1]]);
    expect(again.failed).toHaveLength(1);
  });

  test('stop at the first mail that shows that the server is away', async () => {
    const csv = Array.from({ length: 20 }, () => newMail()).join('\n');
    const known = await onRoster(`mail\n${csv}\n`);
    const users = csv.split('\n').map((address) => known.get(address));
    await server.close();
    const { sent, failed } = await send(users);
    expect(sent).toEqual([]);
    expect(failed).toHaveLength(20);
    expect(failed.at(-1)?.reason).toMatch(/can't be reached/);
    server = await startSmtpSink({ port: server.port });
    expect((await send(users)).sent).toHaveLength(20);
    expect(server.received).toHaveLength(20);
  });

  test('are for teachers, and need a mail server', async () => {
    const student = await aMember(api, database, 'mine', 'student');
    expect((await api.post(path, student, { users: [student.uuid] })).status).toBe(403);
    const silent = await startApi({ database, messaging: createInProcessMessaging() });
    expect(await silent.post(path, teacher, { users: [student.uuid] })).toMatchObject({
      ...{ status: 503, json: { type: '/problems/no-mail' } },
    });
    await silent.service.close();
  });
});
