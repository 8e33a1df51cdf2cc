import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { grantGraderRole, migrate, openPostgres } from '@touchstone/database';
import {
  startTestPostgres,
  temporaryFolder,
  type TemporaryFolder,
  type TestPostgres,
} from '@touchstone/test-kit';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { touchstoneHere } from './in-process-command.ts';
import { killCommands, touchstone } from './running-command.ts';

const password = 'a p@ss/word: %41';

let folder: TemporaryFolder;
let passwordFile: string;
let server: TestPostgres;
let url: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  passwordFile = join(folder.path, 'password');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  server = await startTestPostgres();
});
afterAll(async () => {
  killCommands();
  await server.stop();
  await folder.remove();
});
beforeEach(async () => {
  ({ url } = await server.createDatabase(async (address) => {
    await withDatabase(address, migrate);
  }));
});

async function withDatabase<T>(
  address: string,
  use: (database: ReturnType<typeof openPostgres>) => Promise<T>,
): Promise<T> {
  const database = openPostgres({ url: address, maxConnections: 1 });
  try {
    return await use(database);
  } finally {
    await database.close();
  }
}

const run = (address: string, statement: string) =>
  withDatabase(address, ({ kysely }) => sql.raw(statement).execute(kysely));

const make = (...args: string[]) => touchstoneHere('database-role', ...args);

/** The last line of the output, with the password inserted. */
function loginOf(stdout: string, secret?: string): string {
  const address = new URL(stdout.trim().split('\n').at(-1)?.trim() ?? '');
  if (secret !== undefined) address.password = encodeURIComponent(secret);
  return address.href;
}

it('makes a role that selects what grading needs and does nothing else', async () => {
  const made = touchstone(
    ...['database-role', '--database', url],
    ...['--role', 'graders-1', '--password-file', passwordFile],
  );
  expect(await made.exited).toBe(0);
  expect(made.stderr()).toBe('');
  const output = made.stdout();
  expect(output).toContain('Created the role graders-1.');
  for (const secret of [password, encodeURIComponent(password), new URL(url).password]) {
    expect(output).not.toContain(secret);
  }
  const login = loginOf(output, password);
  for (const allowed of [
    'select * from grading_bundles',
    'select id, bundle_hash, code, status, attempt from submissions',
  ]) {
    await expect(run(login, allowed)).resolves.toBeDefined();
  }
  for (const refused of [
    'select * from submissions',
    'select * from users',
    'select token_hash from sessions',
    'select * from assignments',
    'delete from submissions',
    'update grading_bundles set content = content',
    'create table mine (n integer)',
    'create temporary table mine (n integer)',
    'create role another',
  ]) {
    await expect(run(login, refused), refused).rejects.toThrow(/permission denied/);
  }
});

it('refreshes rights and keeps the password, or gives another one that it shows when asked', async () => {
  await make('--database', url, '--role', 'kept', '--password-file', passwordFile);
  await run(url, 'grant select on users to kept');
  const again = await make('--database', url, '--role', 'kept');
  expect(again.stdout).toContain('Updated the privileges of the role kept.');
  expect(again.stdout).toContain('Its password is unchanged.');
  await expect(run(loginOf(again.stdout, password), 'select id from users')).rejects.toThrow(
    'denied',
  );
  await expect(run(loginOf(again.stdout, password), 'select 1')).resolves.toBeDefined();

  const shown = await make('--database', url, '--role', 'kept', '--show-password');
  await expect(run(loginOf(shown.stdout), 'select 1')).resolves.toBeDefined();
  await expect(run(loginOf(shown.stdout, password), 'select 1')).rejects.toThrow('password');
});

it('makes a role that nobody can log in as when it is given no password', async () => {
  const made = await make('--database', url, '--role', 'bare');
  expect(made).toMatchObject({ status: 0 });
  expect(made.stdout).toContain('It has no password, so nobody can log in yet');
  await expect(run(loginOf(made.stdout, 'anything'), 'select 1')).rejects.toThrow('password');
});

it('refuses a role that can do more', async () => {
  const owner = await make('--database', url, '--role', 'touchstone', '--show-password');
  expect(owner.status).toBe(2);
  expect(owner.stderr).toContain('has more rights than a grader may have');

  await run(url, 'create table open_to_all (n integer)');
  await run(url, 'grant select on open_to_all to public');
  const open = await make('--database', url, '--role', 'nosy', '--show-password');
  expect(open.status).toBe(2);
  expect(open.stderr).toContain('could still read or change the table open_to_all');
  await expect(
    withDatabase(url, (database) => grantGraderRole(database, { role: 'nosy' })),
  ).rejects.toThrow('open_to_all');
});

it.each([
  ['no such database', () => url.replace(/[^/]+$/, 'nowhere'), /database "nowhere" does not exist/],
  ['a wrong password', () => url.replace(/:[^:@]+@/, ':wrong@'), /password authentication failed/],
  ['nobody there', () => 'postgres://a@127.0.0.1:1/b', /PostgreSQL does not answer/],
  ['a folder', () => '/srv/touchstone', /no roles/],
  ['another folder', () => './data', /no roles/],
])('says what is wrong: %s', async (_, address, message) => {
  const refused = await make('--database', address(), '--show-password');
  expect(refused.status).toBe(2);
  expect(refused.stderr).toMatch(message);
});

it('says what is wrong with the caller, the tables and the file', async () => {
  await run(server.server.superuserUrl, `create role plain login password 'plain'`);
  const plain = url.replace(/\/\/[^@]+@/, '//plain:plain@');
  const powerless = await make('--database', plain, '--show-password');
  expect(powerless.status).toBe(2);
  expect(powerless.stderr).toMatch(/may not do this: .*denied.*[^]*CREATEROLE/);

  const { url: empty } = await server.createDatabase();
  const untouched = await make('--database', empty, '--show-password');
  expect(untouched.status).toBe(2);
  expect(untouched.stderr).toMatch(/Tables of Touchstone are missing[^]*touchstone migrate/);

  const missing = await make('--database', url, '--password-file', '/no/such/file');
  expect(missing.status).toBe(2);
  expect(missing.stderr).toContain("the file /no/such/file can't be read (ENOENT)");

  const allInOne = await make('--data', folder.path, '--database', url);
  expect(allInOne.status).toBe(2);
  expect(allInOne.stderr).toContain('(PGlite), which has no roles');
});
