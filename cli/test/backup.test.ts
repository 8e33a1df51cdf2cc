import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createUser, deleteUser, migrate, openPglite, storeCourse } from '@touchstone/database';
import { copyEmptyPglite, temporaryFolder, type TemporaryFolder } from '@touchstone/test-kit';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Store } from '../src/control/calls.ts';
import { acquireDataLock } from '../src/control/data-lock.ts';
import { backupStoreIn } from '../src/stores/backup-store.ts';
import { userStoreIn } from '../src/stores/user-store.ts';
import { touchstoneHere } from './in-process-command.ts';

let folder: TemporaryFolder;
const path = (name: string): string => join(folder.path, name);
const linesOf = async (name: string): Promise<string[]> =>
  gunzipSync(await readFile(path(name)))
    .toString('utf8')
    .split('\n');

/** Without the header and the end, whose checksum includes the time in the header. */
const rowsOf = async (name: string): Promise<string[]> => (await linesOf(name)).slice(1, -2);

beforeAll(async () => {
  folder = await temporaryFolder();
  await copyEmptyPglite(path('data/database'));
});
afterAll(() => folder.remove());

async function fill(database: Awaited<ReturnType<typeof openPglite>>): Promise<string> {
  const { kysely } = database;
  await storeCourse(kysely, { slug: 'c', title: 'C', description: '', assignments: [] });
  for (let user = 0; user < 20; user += 1) {
    await createUser(kysely, { tokenHash: Buffer.alloc(32, user) });
  }
  const { id } = await createUser(kysely, { tokenHash: Buffer.alloc(32, 99) });
  return id;
}

it('backs up a folder in use, and restores it for an all-in-one, for a stack, and back', async () => {
  const database = await openPglite({ folder: path('data/database') });
  await migrate(database);
  const gone = await fill(database);
  const lock = await acquireDataLock(path('data'), 'start');
  const users = userStoreIn(database, () => Promise.resolve());
  lock.serve({ ...users, ...backupStoreIn(database) } as Store);
  const made = await touchstoneHere(
    'backup',
    path('one'),
    '--data',
    path('data'),
    '--with-sessions',
  );
  expect(made).toMatchObject({ status: 0, stdout: '' });
  expect(made.stderr).toMatch(/Wrote \S+one: 44 rows\. Others waited for at most \d+ ms/);
  expect((await stat(path('one'))).mode & 0o777).toBe(0o600);
  const again = await touchstoneHere('backup', path('one'), '--data', path('data'));
  expect(again).toMatchObject({ status: 2 });
  expect(again.stderr).toContain('already exists');
  const taken = await touchstoneHere('restore', path('one'), '--data', path('data'));
  expect(taken.stderr).toContain('in use by `touchstone start`');
  await deleteUser(database.kysely, gone);
  const listed = await touchstoneHere('user', 'deleted', '--data', path('data'));
  expect(listed.stdout).toContain(gone);
  await writeFile(path('list'), listed.stdout);
  const { rows } = await sql`select from pg_namespace where nspname = 'touchstone_backup'`.execute(
    database.kysely,
  );
  expect(rows).toEqual([]);
  await lock.release();
  await database.close();

  const filled = await touchstoneHere('restore', path('one'), '--data', path('data'));
  expect(filled).toMatchObject({ status: 2, stdout: '' });
  expect(filled.stderr).toContain('not empty');

  const stack = ['--data', path('stack')];
  const moved = await touchstoneHere('restore', path('one'), '--stack', ...stack);
  expect(moved).toMatchObject({ status: 0, stderr: '' });
  expect((await touchstoneHere('backup', path('two'), '--with-sessions', ...stack)).status).toBe(0);
  expect(await rowsOf('two')).toEqual(await rowsOf('one'));

  await copyEmptyPglite(path('third/database'));
  const third = ['--data', path('third')];
  const deletions = ['--deletions', path('list')];
  const back = await touchstoneHere('restore', path('two'), ...third, ...deletions);
  expect(back.stdout).toContain('Deleted 1 user again');
  expect((await touchstoneHere('backup', path('three'), ...third)).status).toBe(0);
  const three = (await linesOf('three')).join('\n');
  expect(three).not.toContain('["sessions"');
  expect(three.match(/\["users"/g)).toHaveLength(20);
  expect(three).toContain(`["deleted_users",{"id":"${gone}"`);
  expect((await readdir(folder.path)).filter((name) => name.includes('partial'))).toEqual([]);
});

it('restores nothing from a damaged file, and creates no folder', async () => {
  const bytes = await readFile(path('one'));
  await writeFile(path('half'), bytes.subarray(0, bytes.length / 2));
  const outcome = await touchstoneHere('restore', path('half'), '--data', path('new'));
  expect(outcome).toMatchObject({ status: 2, stdout: '' });
  expect(outcome.stderr).toContain('damaged or incomplete');
  expect(await readdir(folder.path)).not.toContain('new');
});
