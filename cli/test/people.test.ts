import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@touchstone/servers';
import { copyEmptyPglite, temporaryFolder, type TemporaryFolder } from '@touchstone/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSmtpSink, type SmtpSink } from '../../programming-api/test/smtp-sink.ts';
import { tinyCourse } from './fixtures.ts';
import { touchstoneHere, type Outcome } from './in-process-command.ts';
import { killCommands, touchstone, touchstoneBy, type RunningCommand } from './running-command.ts';

let folder: TemporaryFolder;
const data = () => join(folder.path, 'data');
const at = (...args: string[]): Promise<Outcome> => touchstoneHere(...args, '--data', data());
const file = (name: string): string => join(folder.path, name);

beforeAll(async () => {
  folder = await temporaryFolder();
  await copyEmptyPglite(join(data(), 'database'));
});
afterAll(async () => {
  killCommands();
  await folder.remove();
});

/** Signs in at the address of a link, as the page does. */
async function open(link: string) {
  const { origin, pathname, hash } = new URL(link.trim());
  expect(pathname).toBe('/sign-in');
  const answer = await fetch(`${origin}/api/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: hash.slice(1) }),
  });
  const body = (await answer.json()) as { token?: string; course?: string };
  const authorization = `Bearer ${body.token ?? ''}`;
  const statusOf = async (path: string): Promise<number> =>
    (await fetch(`${origin}${path}`, { headers: { authorization } })).status;
  return { status: answer.status, course: body.course, statusOf };
}

describe('with a running all-in-one', () => {
  let server: RunningCommand;
  beforeAll(async () => {
    server = touchstone(
      ...['start', '--data', data(), '--port', String(await freePort()), '--course', tinyCourse],
    );
    await server.printed(/ready: (\S+)/);
  });

  it('adds a teacher by a link that works at the server’s address, once', async () => {
    const added = await at('teacher', 'add', 'Ada@Example.org', '--name', 'Ada');
    expect(added).toMatchObject({ status: 0 });
    expect(added.stderr).toMatch(
      /Ada@Example.org is a teacher of tiny\. The link works once, until .* UTC:/,
    );
    const teacher = await open(added.stdout);
    expect([teacher.status, teacher.course]).toEqual([201, 'tiny']);
    expect(await teacher.statusOf('/api/teach/tiny/members')).toBe(200);
    expect((await open(added.stdout)).status).toBe(403);

    expect((await at('teacher', 'remove', 'ada@example.org')).stderr).toContain('only teacher');
    await at('teacher', 'add', 'second@example.org');
    expect((await at('teacher', 'remove', 'ada@example.org')).stdout).toContain('no longer');
    expect(await teacher.statusOf('/api/teach/tiny/members')).toBe(403);
    expect(await at('teacher', 'remove', 'ada@example.org')).toMatchObject({ status: 1 });
  });

  it('signs out who gets more rights', async () => {
    const first = await open((await at('teacher', 'add', 'more@example.org')).stdout);
    expect(await first.statusOf('/api/me')).toBe(200);
    const again = await open((await at('teacher', 'add', 'more@example.org')).stdout);
    expect(await first.statusOf('/api/me')).toBe(200);
    const added = await at('teacher', 'add', 'more@example.org', '--administrator');
    expect(added.stderr).toContain('is an administrator');
    for (const session of [first, again]) expect(await session.statusOf('/api/me')).toBe(401);
    const administrator = await open(added.stdout);
    expect(await administrator.statusOf('/api/teach/tiny/members')).toBe(200);
    await at('teacher', 'remove', 'more@example.org', '--administrator');
    await at('teacher', 'remove', 'more@example.org');
    expect(await administrator.statusOf('/api/teach/tiny/members')).toBe(403);
  });

  it('loads a roster, reports each line, and writes invitations that only their owner can read', async () => {
    const csv = '\ufeffName;Mail;Group\r\n=1+1;ada.l@example.org;A\r\nBob;bob@example.org;A\r\n';
    await writeFile(file('students.csv'), csv);
    const planned = await at('roster', 'load', 'tiny', file('students.csv'), '--dry-run');
    expect(planned.stdout).toContain('Would load into tiny: 2 added');
    expect((await at('roster', 'load', 'tiny', file('students.csv'))).stdout).toBe(
      [
        'Loaded into tiny: 2 added, 0 changed, 0 as before, 0 refused, 0 not in the file.',
        '  There is no column id; what is stored stays.\n',
      ].join('\n'),
    );
    await writeFile(file('more.csv'), 'mail,group\nbob@example.org,B\nno-address\u001b[2J,B\n');
    const more = await at('roster', 'load', 'tiny', file('more.csv'));
    expect(more.status).toBe(1);
    expect(more.stdout).toContain('changed: line 2, bob@example.org: group');
    expect(more.stdout).toContain('refused: line 3');
    expect(more.stdout).toContain('stays, but is not in the file: =1+1 <ada.l@example.org>');
    expect(more.stdout).not.toContain('\u001b');

    const output = file('invitations.csv');
    const written = await at('invitations', 'tiny', '--csv', output);
    expect(written).toMatchObject({ status: 0 });
    expect((await stat(output)).mode & 0o777).toBe(0o600);
    const lines = (await readFile(output, 'utf8')).split('\r\n');
    expect(lines[0]).toBe('name,mail,group,link,expires');
    expect(lines[1]).toMatch(/^'=1\+1,ada\.l@example\.org,A,http:\S+\/sign-in#[\w-]{43},20/);
    const link = lines.find((line) => line.startsWith('Bob'))?.split(',')[3] ?? '';
    expect(await open(link)).toMatchObject({ status: 201, course: 'tiny' });
    expect((await at('invitations', 'tiny', '--csv', output)).stderr).toContain('--force');
    const renewed = await at('invitations', 'tiny', '--csv', output, '--force');
    expect(renewed).toMatchObject({ status: 0 });
    expect(await readFile(output, 'utf8')).not.toContain('bob@');
    const early = lines[1]?.split(',')[3] ?? '';
    expect((await open(early)).status).toBe(403);
  });

  it('prints a link for somebody who has an account', async () => {
    await at('teacher', 'add', 'back@example.org');
    const printed = await at('sign-in-link', 'BACK@example.org');
    expect((await open(printed.stdout)).status).toBe(201);
    const unknown = await at('sign-in-link', 'who@example.org');
    expect([unknown.status, unknown.stdout]).toEqual([1, '']);
  });

  it.each([
    [['teacher', 'add', 'ada'], 2, 'is not a mail address'],
    [['teacher', 'add', 'a@example.org', '--course', 'none'], 1, 'There is no course none'],
    [['teacher', 'add', 'a@example.org', '--course', 'tiny', '--administrator'], 2, 'either'],
    [['roster', 'load', 'none', 'students.csv'], 1, 'There is no course none'],
    [['roster', 'load', 'tiny', 'absent.csv'], 2, "can't be read: there is no such file"],
    [['roster', 'load', 'tiny', 'latin.csv'], 2, 'Save it as "CSV UTF-8"'],
    [['invitations', 'none', '--csv', 'none.csv'], 1, 'There is no course none'],
  ])('refuses %j', async (args, status, message) => {
    await writeFile(
      file('latin.csv'),
      Buffer.from('mail,name\na@example.org,M\xfcller\n', 'latin1'),
    );
    const paths = args.map((arg) => (arg.endsWith('.csv') ? file(arg) : arg));
    const outcome = await at(...paths);
    expect(outcome.stderr).toContain(message);
    expect([outcome.status, outcome.stdout]).toEqual([status, '']);
  });

  it('does the same when no server is running, at the URL that is given', async () => {
    server.kill('SIGTERM');
    await server.exited;
    const guessed = await at('sign-in-link', 'back@example.org');
    expect(guessed.stderr).toContain('--public-url');
    const url = 'https://courses.example.org';
    const { stdout } = await at('sign-in-link', 'back@example.org', '--public-url', url);
    expect(stdout).toMatch(/^https:\/\/courses\.example\.org\/sign-in#[\w-]{43}\n$/);
  });
});

describe('with a mail server', () => {
  let sink: SmtpSink;
  beforeAll(async () => {
    sink = await startSmtpSink({ refuses: ['refused@example.org'] });
  });
  afterAll(() => sink.close());

  it('sends invitations of the running server, once, and writes who got none', async () => {
    const publicUrl = 'https://courses.example.org';
    const withMail = [
      'env',
      `TOUCHSTONE_SMTP_URL=smtp://127.0.0.1:${sink.port}`,
      'TOUCHSTONE_MAIL_FROM=courses@example.org',
      `TOUCHSTONE_PUBLIC_URL=${publicUrl}`,
    ];
    const place = ['--data', data(), '--port', String(await freePort())];
    const server = touchstoneBy(withMail, 'start', ...place, '--course', tinyCourse);
    await server.printed(/ready: (\S+)/);
    await writeFile(file('mailed.csv'), 'name,mail\nM,mailed@example.org\nR,refused@example.org\n');
    await at('roster', 'load', 'tiny', file('mailed.csv'));
    const sent = await at('invitations', 'tiny', '--send', '--csv', file('not-sent.csv'));
    expect(sent).toMatchObject({ status: 1 });
    expect(sent.stdout).toContain('sent: mailed@example.org');
    expect(sent.stdout).toMatch(/not sent: refused@example.org: .*No such mailbox/);
    expect(await readFile(file('not-sent.csv'), 'utf8')).toContain('R,refused@example.org,');
    const letters = sink.received.filter(({ to }) => to.includes('mailed@example.org'));
    expect(letters[0]?.text).toContain(`${publicUrl}/sign-in#`);
    const again = await at('invitations', 'tiny', '--send');
    expect(again.stdout).toContain('mailed@example.org: got a mail within the last five minutes');
    expect(sink.received.filter(({ to }) => to.includes('mailed@example.org'))).toHaveLength(1);
    server.kill('SIGTERM');
    expect(await server.exited).toBe(0);
  });

  it('says what to set where no mail is sent', async () => {
    expect(await at('invitations', 'tiny', '--send')).toMatchObject({
      ...{ status: 2, stderr: expect.stringContaining('TOUCHSTONE_SMTP_URL') as string },
    });
    expect((await at('invitations', 'tiny')).stderr).toContain('give --csv FILE, or --send');
  });
});
