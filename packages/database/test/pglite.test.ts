import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listCourses, migrate, openPglite, storeCourse, type Database } from '../src/index.ts';
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
});

describe('PGlite in a folder', () => {
  let parent: string;
  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), 'touchstone-pglite-'));
  });
  afterAll(() => rm(parent, { recursive: true }));

  it('keeps what was stored, and is migrated once', async () => {
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
