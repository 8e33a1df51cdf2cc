import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newUserAnswerSchema, userExportSchema } from '@touchstone/contracts';
import { freePort } from '@touchstone/servers';
import {
  copyEmptyPglite,
  createStudent,
  temporaryFolder,
  type TemporaryFolder,
} from '@touchstone/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStack, type Stack } from '../src/stack/stack.ts';
import { rightHello, tinyCourse, wrongHello } from './fixtures.ts';
import { touchstoneHere, type Outcome } from './in-process-command.ts';
import {
  killCommands,
  touchstone,
  touchstoneOnTerminal,
  type RunningCommand,
} from './running-command.ts';

const nobody = '00000000-0000-4000-8000-000000000000';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => {
  killCommands();
  await folder.remove();
});

/** Runs it as a separate process without a terminal; once for each command is enough. */
async function runApart(...args: string[]): Promise<Outcome> {
  const command = touchstone(...args);
  command.stdin.end();
  const status = await command.exited;
  return { status, stdout: command.stdout(), stderr: command.stderr() };
}

const expectDone = (outcome: Outcome): string => {
  expect(outcome).toMatchObject({ status: 0 });
  return outcome.stdout;
};

/** A user with a token, and whether it is known yet. */
async function signedIn(url: string) {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/api/users`, { method: 'POST', headers, body: '{}' });
  const { user, token = '' } = newUserAnswerSchema.parse(await answer.json());
  const status = async (): Promise<number> =>
    (await fetch(`${url}/api/me`, { headers: { authorization: `Bearer ${token}` } })).status;
  return { uuid: user.uuid, status };
}

describe('an all-in-one', () => {
  const data = () => join(folder.path, 'data');
  let server: RunningCommand;
  let url = '';
  const start = async (): Promise<void> => {
    server = touchstone(
      ...['start', '--data', data(), '--port', String(await freePort()), '--course', tinyCourse],
    );
    url = (await server.printed(/ready: (\S+)/))[1] ?? '';
  };
  const at = (...args: string[]): Promise<Outcome> => touchstoneHere(...args, '--data', data());
  const apart = (...args: string[]): Promise<Outcome> => runApart(...args, '--data', data());
  beforeAll(async () => {
    await copyEmptyPglite(join(data(), 'database'));
    await start();
  });

  it('exports a user with all submissions, reused results too', async () => {
    const one = await createStudent(url);
    await one.graded((await one.handIn('hello', wrongHello)).id);
    const other = await createStudent(url);
    const reused = await other.handIn('hello', wrongHello);
    await other.graded((await other.handIn('hello', rightHello)).id);
    const exported = userExportSchema.parse(
      JSON.parse(expectDone(await apart('user', 'export', other.uuid.toUpperCase()))),
    );
    expect(exported).toMatchObject({
      format: 1,
      uuid: other.uuid,
      points: 100,
      hasRecoveryKey: false,
      submissions: [
        { assignment: 'hello', code: wrongHello, reusedFrom: reused.reusedFrom },
        { assignment: 'hello', code: rightHello, result: { verdict: 'passed' } },
      ],
    });
    expect(exported.submissions[0]?.result).toEqual(reused.result);
  });

  it('writes an export to a private file, and overwrites only with --force', async () => {
    const { uuid } = await createStudent(url);
    const file = join(folder.path, 'user.json');
    expectDone(await at('user', 'export', uuid, '--output', file));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const before = await readFile(file, 'utf8');
    expect(userExportSchema.parse(JSON.parse(before)).uuid).toBe(uuid);

    const again = await at('user', 'export', uuid, '--output', file);
    expect(again.status).toBe(2);
    expect(again.stderr).toContain('--force');
    expect(await readFile(file, 'utf8')).toBe(before);
    await writeFile(file, 'old', { mode: 0o644 });
    expectDone(await at('user', 'export', uuid, '--output', file, '--force'));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await at('user', 'export', nobody, '--output', join(folder.path, 'none.json'))).toEqual(
      expect.objectContaining({ status: 1, stdout: '' }),
    );
    const left = (await readdir(folder.path)).filter((name) => /none|partial/.test(name));
    expect(left).toEqual([]);
  });

  it('finds a user by the mail address of the account', async () => {
    expectDone(await at('teacher', 'add', 'Ada@example.org', '--course', 'tiny'));
    const exported = expectDone(await at('user', 'export', 'ada@example.org'));
    const { uuid } = userExportSchema.parse(JSON.parse(exported));
    expect(expectDone(await at('user', 'sessions', 'ada@example.org'))).toContain('no sessions');
    expect(expectDone(await at('user', 'delete', 'ada@example.org', '--yes'))).toContain(uuid);
    const none = await at('user', 'export', 'ada@example.org');
    expect(none.status).toBe(1);
    expect(none.stderr).toContain('There is no user ada@example.org');
  });

  it('lists and ends sessions of a running server, with immediate effect', async () => {
    const user = await signedIn(url);
    const listed = expectDone(await at('user', 'sessions', user.uuid));
    const [, id = ''] = /^([0-9a-f-]{36}) {2}used .* UTC {2}since .* UTC {2}\S/.exec(listed) ?? [];
    expect((await apart('user', 'sessions', user.uuid, '--end', nobody)).status).toBe(1);
    expect(await user.status()).toBe(200);
    expect(expectDone(await at('user', 'sessions', user.uuid, '--end', id))).toBe(
      'Ended 1 session.\n',
    );
    expect(await user.status()).toBe(401);
    expect(expectDone(await at('user', 'sessions', user.uuid))).toContain('no sessions');
    expect((await at('user', 'sessions', nobody, '--end-all')).status).toBe(1);
  });

  it('deletes a user of a running server, and leaves others’ reused results', async () => {
    const gone = await createStudent(url);
    const code = `${wrongHello}# theirs\n`;
    const { id } = await gone.graded((await gone.handIn('hello', code)).id);
    const other = await createStudent(url);
    const reused = await other.handIn('hello', code);
    expect(reused.reusedFrom).toBe(id);

    const unasked = await apart('user', 'delete', gone.uuid);
    expect(unasked.status).toBe(2);
    expect(unasked.stderr).toContain('--yes');
    expect(expectDone(await at('user', 'delete', gone.uuid, '--yes'))).toContain('1 session');
    const refused = await gone.tryToHandIn('hello', code);
    expect(refused).toMatchObject({ status: 401 });
    expect(await other.read(reused.id)).toEqual(reused);
    expect((await at('user', 'delete', gone.uuid, '--yes')).status).toBe(1);
  });

  it('asks on a terminal, and deletes only if the uuid is typed', async () => {
    const { uuid, status } = await signedIn(url);
    const answer = async (typed: string): Promise<number | null> => {
      const asked = touchstoneOnTerminal('user', 'delete', uuid, '--data', data());
      await asked.printed(/Type the uuid to continue/);
      asked.stdin.write(`${typed}\n`);
      return asked.exited;
    };
    const [ctrlC, ctrlD] = ['\u0003', '\u0004'];
    expect(await Promise.all(['yes', ctrlC, ctrlD].map(answer))).toEqual([1, 1, 1]);
    expect(await status()).toBe(200);
    expect(await answer(uuid.toUpperCase())).toBe(0);
    expect(await status()).toBe(401);
  });

  it('prunes what the dry run reported, and keeps the newest submissions', async () => {
    const student = await createStudent(url);
    for (const number of [1, 2, 3]) {
      await student.graded((await student.handIn('hello', `${wrongHello}# ${number}\n`)).id);
    }
    expect(expectDone(await at('prune', '--older-than', '1d'))).toContain('Removed 0 submissions');
    const refused = await at('prune', '--older-than', '0d');
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    const foretold = expectDone(await at('prune', '--older-than', '0d', '--dry-run'));
    const [, number = ''] = /Would remove (\d+) submissions?/.exec(foretold) ?? [];
    expect(Number(number)).toBeGreaterThanOrEqual(2);
    const pruned = expectDone(await at('prune', '--older-than', '0d', '--yes'));
    expect(pruned.replace('Removed', 'Would remove')).toBe(foretold);
    expect(expectDone(await apart('prune', '--older-than', '0d', '--yes'))).toContain(
      'Removed 0 submissions',
    );
  });

  it('does the same when the server is stopped', async () => {
    const gone = await signedIn(url);
    const kept = await signedIn(url);
    server.kill('SIGINT');
    expect(await server.exited).toBe(0);
    const exported = expectDone(await at('user', 'export', gone.uuid));
    expect(userExportSchema.parse(JSON.parse(exported)).uuid).toBe(gone.uuid);
    expectDone(await at('user', 'delete', gone.uuid, '--yes'));
    expect((await at('user', 'export', gone.uuid)).status).toBe(1);
    expectDone(await at('user', 'sessions', kept.uuid, '--end-all'));
    expectDone(await at('prune', '--older-than', '1y'));
  });
});

describe('a stack', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({
      port: await freePort(),
      folder: join(folder.path, 'stack'),
      courseFolders: [tinyCourse],
      apis: 2,
      graders: 1,
      sandbox: 'auto',
      durable: false,
    });
  });
  afterAll(() => stack.close());

  it('is notified of changes in its folder, or in its database with --redis', async () => {
    const users = [await signedIn(stack.url), await signedIn(stack.url), await signedIn(stack.url)];
    const statuses = async () => {
      // Each API in turn has them in its cache.
      const all = [...users, ...users, ...users].map(({ status }) => status());
      return [...new Set(await Promise.all(all))];
    };
    expect(await statuses()).toEqual([200]);
    const [one, two, three] = users.map(({ uuid }) => uuid) as [string, string, string];
    const database = ['--database', stack.databaseUrl, '--redis', stack.redisUrl];
    expectDone(await touchstoneHere('user', 'delete', one, '--yes', '--data', stack.folder));
    expectDone(await touchstoneHere('user', 'sessions', two, '--end-all', ...database));
    expectDone(await touchstoneHere('user', 'delete', three, '--yes', ...database));
    expect(await statuses()).toEqual([401]);
    expectDone(await touchstoneHere('user', 'sessions', two, '--data', stack.folder));
    expectDone(await touchstoneHere('prune', '--older-than', '1d', ...database));
  });

  it('reports that APIs find out later without --redis', async () => {
    const { uuid } = await signedIn(stack.url);
    const ended = await touchstoneHere(
      'user',
      'sessions',
      uuid,
      '--end-all',
      '--database',
      stack.databaseUrl,
    );
    expectDone(ended);
    expect(ended.stderr).toContain('within a minute');
  });

  it('can be changed when it is stopped', async () => {
    const { uuid } = await signedIn(stack.url);
    await stack.close();
    const exported = expectDone(
      await touchstoneHere('user', 'export', uuid, '--data', stack.folder),
    );
    expect(userExportSchema.parse(JSON.parse(exported)).uuid).toBe(uuid);
    expectDone(await touchstoneHere('user', 'delete', uuid, '--yes', '--data', stack.folder));
    expect((await touchstoneHere('user', 'export', uuid, '--data', stack.folder)).status).toBe(1);
  });
});

describe('wrong usage', () => {
  it.each([
    [['user', 'export', 'hello'], 'uuid'],
    [['user', 'delete', `${nobody}0`, '--yes'], 'uuid'],
    [['user', 'sessions', nobody, '--end', 'x'], 'uuid'],
    [['user', 'sessions', nobody, '--end', nobody, '--end-all'], '--end-all'],
    [['user', 'export', nobody, '--redis', 'redis://127.0.0.1'], '--database'],
    [['prune'], '--older-than'],
    [['prune', '--older-than', '90'], '400d'],
    [['prune', '--older-than', '6m'], '400d'],
    [['prune', '--older-than', '-1d'], '400d'],
    [['prune', '--older-than', '1.5y'], '400d'],
    [['prune', '--older-than', '999999y'], '400d'],
  ])('%j is reported', async (args, word) => {
    const outcome = await touchstoneHere(...args);
    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(outcome.stderr).toContain(word);
  });

  it('a folder without data is reported, and none is created', async () => {
    const missing = join(folder.path, 'missing');
    const empty = join(folder.path, 'empty');
    await mkdir(empty);
    for (const data of [missing, empty]) {
      const outcome = await touchstoneHere('user', 'export', nobody, '--data', data);
      expect(outcome).toMatchObject({ status: 2, stdout: '' });
      expect(outcome.stderr).toContain('--data');
    }
    expect(await readdir(folder.path)).not.toContain('missing');
    expect(await readdir(empty)).toEqual([]);
    const file = join(folder.path, 'file');
    await cp(import.meta.filename, file);
    expect((await touchstoneHere('user', 'export', nobody, '--data', file)).status).toBe(2);
  });
});
