import { startTestPostgres, type TestPostgres } from '@touchstone/test-kit';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  grantGraderRole,
  migrate,
  openPostgres,
  ping,
  readGradingBundle,
  readGradingSource,
  readSchemaState,
  type Database,
} from '../src/index.ts';
import { accepted, aClassroom } from './fixtures.ts';
import { twoFiles } from './several-files.ts';

const role = 'the "grader"';
const password = "it's secret";

let server: TestPostgres;
let url: string;
let database: Database;
beforeAll(async () => {
  server = await startTestPostgres();
  ({ url } = await server.createDatabase());
  database = openPostgres({ url });
  await migrate(database);
  await grantGraderRole(database, { role, password: 'an older password' });
  await grantGraderRole(database, { role, password });
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

function openAsGrader(withPassword = password): Database {
  const asGrader = new URL(url);
  asGrader.username = encodeURIComponent(role);
  asGrader.password = encodeURIComponent(withPassword);
  return openPostgres({ url: asGrader.href });
}

describe('the grader’s role', () => {
  let grader: Database;
  beforeAll(() => {
    grader = openAsGrader();
  });
  afterAll(() => grader.close());

  it('reads what grading needs', async () => {
    const program = twoFiles('a\n', 'b\n');
    const { course, handIn } = await aClassroom(database.kysely, ['a']);
    const { id } = (await accepted(database.kysely, { ...handIn, ...program })).submission;
    const { bundleHash } = handIn;
    expect(await readGradingSource(grader.kysely, id)).toEqual({ ...program, bundleHash });
    expect(await readGradingBundle(grader.kysely, bundleHash)).toEqual(
      course.assignments[0]?.bundle,
    );
    const { rows } = await sql`select status, attempt from submissions`.execute(grader.kysely);
    expect(rows).toEqual([{ status: 'queued', attempt: 0 }]);
    expect(await readSchemaState(grader.kysely)).toEqual({ kind: 'current' });
  });

  it.each([
    'select token_hash from sessions',
    'select id from users',
    'select user_id from submissions',
    'select result from submissions',
    'select * from submissions',
    'select * from assignments',
    'select * from progress',
    'select * from schema_migrations',
    "update submissions set status = 'graded'",
    'update submissions set attempt = attempt',
    'select code from submissions for update',
    'delete from submissions',
    "insert into grading_bundles (hash, content) values ('', '{}')",
    'update grading_bundles set content = content',
    'truncate submissions',
    'create table mine (n integer)',
    'create temporary table mine (n integer)',
    'create schema mine',
    'create role another',
    'drop table users',
  ])('may not %s', async (statement) => {
    await expect(sql.raw(statement).execute(grader.kysely)).rejects.toThrow(
      /permission denied|must be owner/,
    );
  });

  it('can log in with its newest password only', async () => {
    for (const wrong of ['an older password', '']) {
      const refused = openAsGrader(wrong);
      await expect(ping(refused)).rejects.toThrow(/password/);
      await refused.close();
    }
  });

  it('loses other rights that it was granted', async () => {
    await sql`grant select, update on users to ${sql.id(role)}`.execute(database.kysely);
    await sql`grant select (recovery_hash), update (created_at) on users to ${sql.id(role)}`.execute(
      database.kysely,
    );
    await grantGraderRole(database, { role, password });
    for (const statement of [
      'select recovery_hash from users',
      'update users set created_at = now()',
    ]) {
      await expect(sql.raw(statement).execute(grader.kysely)).rejects.toThrow('permission denied');
    }
  });

  it('may be granted by several processes at once', async () => {
    const grants = Array.from({ length: 8 }, () =>
      grantGraderRole(database, { role: 'several', password }),
    );
    await expect(Promise.all(grants)).resolves.toHaveLength(8);
  });

  it('is refused when the role has other rights', async () => {
    for (const powerful of ['touchstone', 'postgres']) {
      await expect(grantGraderRole(database, { role: powerful, password })).rejects.toThrow(
        'Choose another name',
      );
    }
  });
});
