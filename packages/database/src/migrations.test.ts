import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { holdsUp } from './holds-up.ts';
import {
  createMigration,
  MigrationError,
  pendingMigrations,
  readMigrations,
} from './migrations.ts';
import { updateFaults } from './update-steps.ts';

/** Those before them are applied everywhere, and stay as they are. */
const firstThatSays = '0006';
const firstForOldServers = '0010';

describe('readMigrations', () => {
  const folderWith = async (files: Record<string, string>): Promise<URL> => {
    const folder = await mkdtemp(join(tmpdir(), 'touchstone-migrations-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return pathToFileURL(`${folder}/`);
  };

  it('reads the shipped ones', async () => {
    const migrations = await readMigrations(new URL('./migrations/', import.meta.url));
    expect(migrations[0]?.name).toBe('0001-schema');
  });

  it('orders them by number', async () => {
    const folder = await folderWith({ '0002-b.sql': 'select 2', '0001-a.sql': 'select 1' });
    const migrations = await readMigrations(folder);
    expect(migrations.map(({ name, sql }) => [name, sql])).toEqual([
      ['0001-a', 'select 1'],
      ['0002-b', 'select 2'],
    ]);
  });

  it.each([
    { '0001-a.sql': '', '0003-c.sql': '' },
    { '0001-a.sql': '', '0001-b.sql': '' },
    { '0002-b.sql': '' },
    { '0001-a.sql': '', 'notes.txt': '' },
    { '0001-Title.sql': '' },
  ])('rejects a folder with %j', async (files) => {
    await expect(readMigrations(await folderWith(files))).rejects.toThrow(MigrationError);
  });
});

describe('pendingMigrations', () => {
  const one = createMigration('0001-one', 'select 1');
  const two = createMigration('0002-two', 'select 2');

  it('are those after the applied ones', () => {
    expect(pendingMigrations([one, two], [])).toEqual([one, two]);
    expect(pendingMigrations([one, two], [one])).toEqual([two]);
    expect(pendingMigrations([one, two], [one, two])).toEqual([]);
  });

  it('do not depend on the line ends of a checkout', () => {
    const unix = createMigration('0001-one', 'select\n1\n');
    const windows = createMigration('0001-one', 'select\r\n1\r\n');
    expect(pendingMigrations([windows], [unix])).toEqual([]);
  });

  it('are refused when an applied one was changed, renamed or is unknown', () => {
    const changed = createMigration('0001-one', 'select 3');
    const renamed = createMigration('0001-first', 'select 1');
    expect(() => pendingMigrations([changed, two], [one])).toThrow(
      /0001-one was changed after it was applied/,
    );
    expect(() => pendingMigrations([renamed], [one])).toThrow(/0001-one where .* has 0001-first/);
    expect(() => pendingMigrations([one], [one, two])).toThrow(/0002-two.*newer/);
  });
});

describe('holdsUp', () => {
  it.each([
    ['create index a on submissions (id)', 'writers'],
    ['CREATE UNIQUE INDEX a ON submissions (id);', 'writers'],
    ['alter table submissions alter column seq type numeric', 'everybody'],
    ['alter table submissions alter seq set not null', 'everybody'],
    ['alter table submissions add column a text generated always as (code) stored', 'everybody'],
    ['alter table submissions add column a uuid not null default gen_random_uuid()', 'everybody'],
    ['alter table submissions add constraint a check (true)', 'everybody'],
    ['alter table submissions add a integer references users (id)', 'everybody'],
    ["update submissions set code = ''", 'writers'],
    ['delete from drafts', 'writers'],
    ['create index concurrently a on submissions (id)', 'a transaction'],
  ])('%s: %s', (statement, whom) => {
    expect(holdsUp(statement)).toEqual([whom]);
  });

  it.each([
    'alter table submissions add column a integer',
    'alter table submissions add column a integer not null default 0',
    'alter table submissions add column a timestamptz not null default now()',
    'alter table submissions add constraint a check (true) not valid',
    'create table a (n integer references users (id)); create index b on a (n)',
    '-- create index a on submissions (id)',
  ])('%s: nobody', (statement) => {
    expect(holdsUp(statement)).toEqual([]);
  });
});

it('migrations say whom they hold up, and for how long', async () => {
  const migrations = await readMigrations(new URL('./migrations/', import.meta.url));
  const silent = migrations
    .filter(({ name }) => name >= firstThatSays)
    .filter(({ sql }) => holdsUp(sql).length > 0 && !/^-- Holds up: .+/m.test(sql));
  expect(silent.map(({ name }) => name)).toEqual([]);
});

it('migrations let servers of the version before serve', async () => {
  const migrations = await readMigrations(new URL('./migrations/', import.meta.url));
  const checked = migrations.filter(({ name }) => name >= firstForOldServers);
  expect(checked.flatMap(updateFaults)).toEqual([]);
});
