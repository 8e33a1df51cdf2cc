import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import { healthSchema } from '@touchstone/contracts';
import { findPostgresProgram, findProgram, freePort } from '@touchstone/servers';
import {
  createStudent,
  startTestPostgres,
  startTestRedis,
  temporaryFolder,
  waitFor,
  type TemporaryFolder,
  type TestPostgres,
  type TestRedis,
} from '@touchstone/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { environmentForChildren } from '../src/config.ts';
import { makeServiceHomes } from '../src/stack/service-homes.ts';
import { tinyCourse } from './fixtures.ts';
import { killCommands, touchstone } from './running-command.ts';

let folder: TemporaryFolder;
let postgres: TestPostgres;
let redis: TestRedis;
let databaseUrl: string;
const services: ChildProcess[] = [];
let apiUrl: string;
let graderUrl: string;

/** An API and a grader as a cluster starts them: at once, whatever the database is like. */
beforeAll(async () => {
  folder = await temporaryFolder();
  [postgres, redis] = await Promise.all([startTestPostgres(), startTestRedis()]);
  ({ url: databaseUrl } = await postgres.createDatabase());
  const homes = await makeServiceHomes(folder.path, null, { onNotice: () => undefined });
  const full = openSync('/dev/full', 'w');
  const [apiPort, graderPort] = [await freePort(), await freePort()];
  const start = (main: string, port: number, environment: Record<string, string> = {}): void => {
    const child = spawn(process.execPath, [main], {
      env: {
        ...environmentForChildren(),
        TOUCHSTONE_PORT: String(port),
        TOUCHSTONE_DATABASE_URL: databaseUrl,
        TOUCHSTONE_REDIS_URL: redis.url,
        TOUCHSTONE_GRADER_SECRET: 'a-secret-of-the-graders',
        TOUCHSTONE_ENTRY_GRACE_MS: '500',
        ...environment,
      },
      // Each line of their logs finds a full disk.
      stdio: ['ignore', full, full],
    });
    services.push(child);
  };
  start(homes.api.main, apiPort);
  apiUrl = `http://127.0.0.1:${apiPort}`;
  start(homes.grader.main, graderPort, {
    TOUCHSTONE_API_URLS: apiUrl,
    TOUCHSTONE_SANDBOX: 'auto',
    TOUCHSTONE_SLOTS: '1',
  });
  graderUrl = `http://127.0.0.1:${graderPort}`;
  closeSync(full);
});
afterAll(async () => {
  killCommands();
  for (const service of services) {
    service.kill('SIGTERM');
    await once(service, 'exit');
  }
  await Promise.all([postgres.stop(), redis.stop()]);
  await folder.remove();
});

async function reasonsOf(url: string): Promise<readonly string[]> {
  const answer = await fetch(`${url}/health/ready`);
  const { ok, reasons } = healthSchema.parse(await answer.json());
  expect(answer.status).toBe(ok ? 200 : 503);
  return reasons;
}
const untilBothSay = (...reasons: string[]): Promise<unknown> =>
  waitFor(
    async () => {
      expect([await reasonsOf(apiUrl), await reasonsOf(graderUrl)]).toEqual([reasons, reasons]);
      return true;
    },
    { what: reasons.join() || 'both to be ready' },
  );

async function asSuperuser(statement: string, database = 'postgres'): Promise<void> {
  const url = postgres.server.superuserUrl.replace(/[^/]+$/, database);
  await promisify(execFile)(findPostgresProgram('psql'), [url, '--no-psqlrc', '-c', statement]);
}
const inDatabase = (statement: string): Promise<void> =>
  asSuperuser(statement, databaseUrl.split('/').at(-1));

async function setMaxMemory(bytes: number): Promise<void> {
  const cli = findProgram('redis-cli', 'redis-tools');
  const { password, port } = new URL(redis.url);
  const setting = ['config', 'set', 'maxmemory', String(bytes)];
  const { stdout } = await promisify(execFile)(cli, ['-p', port, ...setting], {
    env: { REDISCLI_AUTH: password },
  });
  expect(stdout.trim()).toBe('OK');
}

it('names a database without tables, and becomes ready once it is migrated', async () => {
  await untilBothSay('The database has no tables yet: run `touchstone migrate`.');
  expect(await touchstone('migrate', '--database', databaseUrl).exited).toBe(0);
  await untilBothSay();
});

it('names a schema that is older, newer or different', async () => {
  await inDatabase(
    `create table kept as select * from schema_migrations where name > '0004';
     delete from schema_migrations where name > '0004'`,
  );
  await untilBothSay('The database’s schema is older than this server: run `touchstone migrate`.');
  await inDatabase(
    `insert into schema_migrations select * from kept; drop table kept;
     insert into schema_migrations (name, checksum) values ('9998-expand', '')`,
  );
  await untilBothSay();
  await inDatabase(
    "insert into schema_migrations (name, checksum) values ('9999-contract-since-9998-it', '')",
  );
  await untilBothSay(
    'The database’s schema is newer than this server: a newer version has migrated it. ' +
      'Start that version.',
  );
  await inDatabase(
    `delete from schema_migrations where name > '9990';
     update schema_migrations set checksum = checksum || 'x' where name = '0002-records'`,
  );
  await untilBothSay(
    'The database’s schema is not the one of this server: migration 0002-records was changed ' +
      'after it was applied. Run `touchstone migrate` for details.',
  );
  await inDatabase(
    "update schema_migrations set checksum = rtrim(checksum, 'x') where name = '0002-records'",
  );
  await untilBothSay();
});

it('names a full Redis; submissions are accepted, and graded when there is room', async () => {
  const load = touchstone('course', 'load', tinyCourse, '--database', databaseUrl);
  expect(await load.exited).toBe(0);
  await setMaxMemory(1);
  await untilBothSay(
    'Redis is full: it has reached its `maxmemory`. Raise it. ' +
      'Submissions are still accepted, and graded once Redis can write again.',
  );
  const student = await createStudent(apiUrl);
  const answer = await student.tryToHandIn('double', 'def double(n):\n    return n * 2\n');
  expect(answer.status).toBe(202);
  if (!('submission' in answer)) throw new Error('it was refused');
  const { id } = answer.submission;
  expect((await student.read(id)).status).toBe('queued');

  await setMaxMemory(0);
  expect((await student.graded(id)).result?.verdict).toBe('passed');
  await untilBothSay();
});

it('names a database that can only be read', async () => {
  await asSuperuser('alter system set default_transaction_read_only = on');
  await asSuperuser('select pg_reload_conf()');
  const reason = 'The database is read-only: configure the address of one that accepts writes.';
  await waitFor(async () => (await reasonsOf(apiUrl)).includes(reason), { what: reason });
  await asSuperuser('alter system reset default_transaction_read_only');
  await asSuperuser('select pg_reload_conf()');
  await untilBothSay();
});
