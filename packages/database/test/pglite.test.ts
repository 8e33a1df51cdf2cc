import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBackedUpTables } from '../src/backup/backed-up-tables.ts';
import { beginSnapshot, statementsToKeep } from '../src/backup/before-images.ts';
import { readSlice, type Slice } from '../src/backup/read-slice.ts';
import {
  listCourses,
  migrate,
  openPglite,
  removeUnfinishedBackup,
  storeCourse,
  type Database,
} from '../src/index.ts';
import { allRows } from './backups.ts';
import { describeBehaviour } from './behaviour/index.ts';
import { aCourse, shippedMigrations } from './fixtures.ts';

describe('PGlite in memory', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openPglite({});
    await migrate(database);
  });
  afterAll(() => database.close());

  describeBehaviour(() => database);

  it('has backups of one moment in many slices, whatever happens between them', async () => {
    const db = database.kysely;
    const addUsers = (count: number) =>
      sql`insert into users select from generate_series(1, ${count})`.execute(db);
    await addUsers(60);
    const tables = await readBackedUpTables(db, { withSessions: false });
    const table = tables.find(({ name }) => name === 'users');
    if (table === undefined) throw new Error('no table');
    for (const statement of statementsToKeep(tables)) await statement.execute(db);
    await addUsers(1);
    await sql`delete from users where recovery_hash is null and id = (select max(id::text)::uuid from users)`.execute(
      db,
    );
    const [before] = (await allRows(database, { withSessions: false })).slice(1);
    await beginSnapshot(db, tables);

    const parse = (row: string): unknown => JSON.parse(row);
    const seen: unknown[] = [];
    let after: readonly string[] | null = null;
    let slices = 0;
    do {
      const slice: Slice = await readSlice(db, { table, after, limit: 3, withBeforeImages: true });
      seen.push(...slice.lines.map(parse));
      after = slice.next;
      slices += 1;
      await addUsers(2);
      const some = sql`id in (select id from users order by random() limit 2)`;
      await sql`update users set recovery_hash = sha256(id::text::bytea) where ${some}`.execute(db);
      await sql`delete from users where ${some}`.execute(db);
      // More in a row than a slice has.
      if (slices === 5) {
        await sql`delete from users where id > '70000000-0000-0000-0000-000000000000'`.execute(db);
      }
    } while (after !== null);
    expect(slices).toBeGreaterThan(20);
    expect(seen).toEqual(before?.rows.map(parse));
    await removeUnfinishedBackup(database);
    await addUsers(1);
  });
});

describe('PGlite in a folder', () => {
  let parent: string;
  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), 'touchstone-pglite-'));
  });
  afterAll(() => rm(parent, { recursive: true }));

  it('keeps its data, and is migrated once', async () => {
    const folder = join(parent, 'data', 'database');
    const first = await openPglite({ folder });
    expect(await migrate(first)).toEqual(await shippedMigrations());
    await storeCourse(first.kysely, aCourse('kept', ['a']));
    const courses = await listCourses(first.kysely);
    await first.close();

    const second = await openPglite({ folder });
    expect(await migrate(second)).toEqual([]);
    expect(await listCourses(second.kysely)).toEqual(courses);
    await second.close();
  });
});
