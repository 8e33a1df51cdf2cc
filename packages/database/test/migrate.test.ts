import { toHistoryEntry } from '@touchstone/contracts';
import { startTestPostgres, type TestPostgres } from '@touchstone/test-kit';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  listSubmissions,
  migrate,
  MigrationError,
  openPostgres,
  readGradingBundle,
  readSchemaState,
  readSubmission,
  restore,
  type Database,
} from '../src/index.ts';
import { applyMigrations } from '../src/migrate.ts';
import { createMigration, readMigrations } from '../src/migrations.ts';
import { aCopy, rowsOf } from './backups.ts';
import { aClassroom, anAssignment, aResult, shippedMigrations } from './fixtures.ts';

let server: TestPostgres;
const open: Database[] = [];
beforeAll(async () => {
  server = await startTestPostgres();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((database) => database.close()));
});
afterAll(() => server.stop());

/** Several pools, like those of several processes, on one new database. */
async function openSeveral(count: number): Promise<Database[]> {
  const { url } = await server.createDatabase();
  const databases = Array.from({ length: count }, () => openPostgres({ url }));
  open.push(...databases);
  return databases;
}
const openOne = async (): Promise<Database> => {
  const [database] = await openSeveral(1);
  if (database === undefined) throw new Error('no database');
  return database;
};

const tableOne = createMigration('0001-one', 'create table one (n integer); select 1;');
const tableTwo = createMigration('0002-two', 'create table two (n integer);');

describe('migrate', () => {
  it('applies missing migrations, once', async () => {
    const database = await openOne();
    expect(await migrate(database)).toEqual(await shippedMigrations());
    expect(await migrate(database)).toEqual([]);
  });

  it('lets several processes migrate at once', async () => {
    const databases = await openSeveral(8);
    const applied = await Promise.all(
      databases.map((database) => applyMigrations(database, [tableOne, tableTwo])),
    );
    expect(applied.flat().sort()).toEqual(['0001-one', '0002-two']);
  });

  it('applies only new migrations to a database of an older version', async () => {
    const database = await openOne();
    await applyMigrations(database, [tableOne]);
    expect(await applyMigrations(database, [tableOne, tableTwo])).toEqual(['0002-two']);
  });

  it('keeps bundles that were stored before there were records, without a record', async () => {
    const database = await openOne();
    const migrations = await readMigrations(new URL('../src/migrations/', import.meta.url));
    await applyMigrations(database, migrations.slice(0, 1));
    const loaded = anAssignment('a');
    const { record, ...before } = loaded.bundle;
    await database.kysely
      .insertInto('grading_bundles')
      .values({ hash: loaded.bundleHash, content: JSON.stringify(before) })
      .execute();
    await migrate(database);
    expect(record).toBeNull();
    expect(await readGradingBundle(database.kysely, loaded.bundleHash)).toEqual(loaded.bundle);
  });

  it('lets identical submissions in flight follow the first of them', async () => {
    const database = await openOne();
    const shipped = await readMigrations(new URL('../src/migrations/', import.meta.url));
    const before = shipped.findIndex(({ name }) => name === '0004-life-cycle');
    await applyMigrations(database, shipped.slice(0, before));
    await sql`
      with
        u as (insert into users default values returning id),
        v as (insert into users default values returning id),
        c as (
          insert into courses (slug, title, description) values ('c', 'C', '') returning id
        ),
        b as (
          insert into grading_bundles (hash, content)
          values (repeat('0', 64), '{"judge": "split", "limits": {"wallSeconds": 10}}')
          returning hash
        ),
        a as (
          insert into assignments (
            course_id, slug, position, title, part, points, file_name, starter_code,
            handout_html, bundle_hash
          )
          select c.id, 'a', 1, 'A', 'One', 100, 'submission.py', '', '', b.hash from b, c
          returning id, bundle_hash
        )
      insert into submissions (
        user_id, assignment_id, bundle_hash, code, code_hash, status, attempt, deadline_at
      )
      select students.id, a.id, a.bundle_hash, '', sha256(''), 'grading', 1, now()
      from a, (select id from u union all select id from v) as students`.execute(database.kysely);
    await applyMigrations(database, shipped);
    const rows = await database.kysely
      .selectFrom('submissions')
      .select(['id', 'leader_id', 'status', 'attempt', 'revision'])
      .orderBy('seq')
      .execute();
    expect(rows).toMatchObject([
      { leader_id: null, status: 'grading', attempt: 1, revision: 1 },
      { leader_id: rows[0]?.id, status: 'queued', attempt: 0, revision: 2 },
    ]);
  });

  it('keeps existing copies of results, which are read as before', async () => {
    const database = await openOne();
    await migrate(database);
    const { kysely } = database;
    const { handIn, userId } = await aClassroom(kysely, ['a']);
    const copied = { ...aResult('failed'), output: 'as it was' };
    await sql`
      with original as (
        insert into submissions (
          user_id, assignment_id, bundle_hash, code, code_hash, status, attempt, result, graded_at
        )
        select ${userId}, ${handIn.assignmentId}, ${handIn.bundleHash}, code, sha256(code::bytea),
          'graded', 1, ${JSON.stringify(copied)}::jsonb, now()
        from (values ('one'), ('two')) as codes (code)
        returning id, code, result
      )
      insert into submissions (
        user_id, assignment_id, bundle_hash, code, code_hash, status, result, graded_at, reused_from
      )
      select ${userId}, ${handIn.assignmentId}, ${handIn.bundleHash}, code, sha256(code::bytea),
        'graded', result, now(), id
      from original`.execute(kysely);
    const { submissions } = await listSubmissions(kysely, { userId, limit: 9 });
    const read = await Promise.all(submissions.map(({ id }) => readSubmission(kysely, id)));
    expect(read.map((stored) => stored?.submission.code).sort()).toEqual([
      ...['one', 'one', 'two', 'two'],
    ]);
    for (const stored of read) expect(stored?.submission.result).toEqual(copied);
    expect(submissions).toEqual(read.map((stored) => stored && toHistoryEntry(stored.submission)));
  });

  it('is part of restoring a backup of an older version, whatever tables the empty database has', async () => {
    const [old, without, migrated] = [await openOne(), await openOne(), await openOne()];
    const shipped = await readMigrations(new URL('../src/migrations/', import.meta.url));
    const before = shipped.findIndex(({ name }) => name === '0003-sessions-and-drafts');
    await applyMigrations(old, shipped.slice(0, before));
    const { rows } = await sql<{ id: string }>`
      insert into users (token_hash) values (sha256('a')), (sha256('b')) returning id`.execute(
      old.kysely,
    );
    const copy = await aCopy(old, { withSessions: false });
    expect(copy.head.migrations).toHaveLength(before);
    await migrate(migrated);
    for (const database of [without, migrated]) {
      const input = { rows: rowsOf(copy), sanitiseHandout: String, deletedUsers: [] };
      const { migrations } = await restore(database, { head: copy.head, ...input });
      expect(migrations).toEqual(shipped.slice(before).map(({ name }) => name));
      expect(await readSchemaState(database.kysely)).toEqual({ kind: 'current' });
      const users = await database.kysely.selectFrom('users').select('id').execute();
      expect(users.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => id).sort());
    }
  });

  it('rolls back a migration that fails, and keeps those before it', async () => {
    const database = await openOne();
    const bad = createMigration('0002-bad', 'create table half (n integer); select nonsense;');
    await expect(applyMigrations(database, [tableOne, bad])).rejects.toThrow('nonsense');
    const { rows } = await sql`
      select to_regclass('one') is not null as one, to_regclass('half') is not null as half`.execute(
      database.kysely,
    );
    expect(rows).toEqual([{ one: true, half: false }]);
    expect(await applyMigrations(database, [tableOne, tableTwo])).toEqual(['0002-two']);
  });

  it('refuses a database with an applied migration that was changed since', async () => {
    const database = await openOne();
    await applyMigrations(database, [tableOne]);
    const changed = createMigration('0001-one', 'create table one (n bigint);');
    await expect(applyMigrations(database, [changed, tableTwo])).rejects.toThrow(MigrationError);
    await expect(sql`select * from two`.execute(database.kysely)).rejects.toThrow('two');
  });
});
