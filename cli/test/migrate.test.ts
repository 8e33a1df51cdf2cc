import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPostgresProgram } from '@touchstone/servers';
import { startTestPostgres, waitFor, type TestPostgres } from '@touchstone/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { killCommands, touchstone } from './running-command.ts';

const migrationsFolder = join(import.meta.dirname, '../../packages/database/src/migrations');

let server: TestPostgres;
let url: string;
beforeAll(async () => {
  server = await startTestPostgres();
});
afterAll(async () => {
  killCommands();
  await server.stop();
});

/** Rows as lines, columns apart by `|`. */
async function query(statement: string, args: readonly string[] = []): Promise<string> {
  const psql = findPostgresProgram('psql');
  const options = [
    '--no-psqlrc',
    '--quiet',
    '--tuples-only',
    '--no-align',
    '-v',
    'ON_ERROR_STOP=1',
  ];
  const { stdout } = await promisify(execFile)(psql, [url, ...options, ...args, '-c', statement]);
  return stdout.trim();
}

/** The database as an older version left it. */
async function setUpWith(count: number): Promise<void> {
  await query(
    'create table schema_migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
  );
  for (const file of (await readdir(migrationsFolder)).toSorted().slice(0, count)) {
    const path = join(migrationsFolder, file);
    const checksum = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    const name = file.replace('.sql', '');
    await query(
      `insert into schema_migrations (name, checksum) values ('${name}', '${checksum}')`,
      ['-f', path],
    );
  }
}

it('lets students continue while a backup delays a migration, and reports what it waits for', async () => {
  ({ url } = await server.createDatabase());
  await setUpWith(3);
  // The backup locks its tables one after the other, stops at this one, and is frozen there.
  const keeper = spawn(findPostgresProgram('psql'), ['--no-psqlrc', '--quiet', url]);
  keeper.stdin.write('create table zz (n integer); begin; lock table zz;\n');
  await waitFor(
    () =>
      query(
        "select 1 from pg_locks where relation = to_regclass('zz') and mode = 'AccessExclusiveLock'",
      ),
    { what: 'the lock' },
  );
  const dump = spawn(findPostgresProgram('pg_dump'), ['--format=custom', url]);
  let dumpedBytes = 0;
  dump.stdout.on('data', (chunk: Buffer) => (dumpedBytes += chunk.length));
  const holdsSubmissions = (): Promise<string> =>
    query(
      `select pid from pg_locks join pg_stat_activity using (pid)
       where application_name = 'pg_dump' and relation = 'submissions'::regclass and granted`,
    );
  const dumpPid = await waitFor(async () => (await holdsSubmissions()) || null, {
    what: 'the backup that holds a table',
  });
  dump.kill('SIGSTOP');
  keeper.stdin.end('commit;\n');
  await once(keeper, 'exit');

  const migrating = touchstone('migrate', '--database', url);
  const waiting = await waitFor(() => /0004-life-cycle is waiting .*/.exec(migrating.stderr()), {
    what: 'word of the wait',
  });
  expect(waiting[0]).toContain(`PID ${dumpPid}, pg_dump, since `);
  // A student's read gets through while the migration goes on waiting for the backup.
  expect(await query('select count(*) from submissions')).toBe('0');
  expect(await holdsSubmissions()).toBe(dumpPid);

  dump.kill('SIGCONT');
  const [status] = (await once(dump, 'close')) as [number];
  expect(status).toBe(0);
  expect(dumpedBytes).toBeGreaterThan(0);
  expect(await migrating.exited).toBe(0);
  expect(migrating.stdout()).toMatch(/applied 0004-life-cycle\n[^]*The database is up to date\./);
});

it('refuses a database of a newer version', async () => {
  ({ url } = await server.createDatabase());
  expect(await touchstone('migrate', '--database', url).exited).toBe(0);
  await query("insert into schema_migrations (name, checksum) values ('9999-later', '')");
  const refused = touchstone('migrate', '--database', url);
  expect(await refused.exited).toBe(2);
  expect(refused.stderr()).toContain('a newer version set it up. Run that version');
});
