import { startTestPostgres, type TestPostgres } from '@touchstone/test-kit';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { MigrationError, openPostgres, type Database } from '../src/index.ts';
import { applyMigrations } from '../src/migrate.ts';
import { createMigration } from '../src/migrations.ts';

const tableOne = createMigration(
  '0001-one',
  'create table one (n integer); insert into one values (1)',
);
const widened = createMigration('0002-wider', 'alter table one add column m integer');
const lockTimeoutMs = 300;

let server: TestPostgres;
let database: Database;
/** Another session, such as a backup's, which has read the table in an open transaction. */
let holder: Database;
beforeAll(async () => {
  server = await startTestPostgres();
});
beforeEach(async () => {
  const { url } = await server.createDatabase();
  database = openPostgres({ url });
  holder = openPostgres({ url, maxConnections: 1, statementTimeoutMs: 60_000 });
  await applyMigrations(database, [tableOne]);
  await sql`set application_name = 'a backup'`.execute(holder.kysely);
  await sql`begin`.execute(holder.kysely);
  await sql`select * from one`.execute(holder.kysely);
});
afterEach(async () => {
  await Promise.all([database.close(), holder.close()]);
});
afterAll(() => server.stop());

const read = (): Promise<unknown> => sql`select n from one`.execute(database.kysely);

/** Reads repeatedly; resolves to the time of the slowest read. */
async function readUntil(isOver: () => boolean): Promise<number> {
  let longestMs = 0;
  while (!isOver()) {
    const beganAtMs = performance.now();
    await read();
    longestMs = Math.max(longestMs, performance.now() - beganAtMs);
  }
  return longestMs;
}

it('lets readers pass while it waits for a table, and is applied in the end', async () => {
  const beganAtMs = performance.now();
  const waits: string[] = [];
  let isApplied = false;
  const migrating = applyMigrations(database, [tableOne, widened], {
    lockTimeoutMs,
    onWaiting: (message) => waits.push(message),
  }).finally(() => {
    isApplied = true;
  });
  const reading = readUntil(() => isApplied);

  await vi.waitFor(() => expect(waits.length).toBeGreaterThanOrEqual(3), 60_000);
  // The table is still locked, and readers that came after the migration got their answers.
  await read();
  expect(isApplied).toBe(false);
  const heldMs = performance.now() - beganAtMs;
  await sql`commit`.execute(holder.kysely);

  expect(await migrating).toEqual(['0002-wider']);
  // A migration without a limit would block them for all of that time.
  expect(await reading).toBeLessThan(heldMs / 2);
  // Where the wait has ended before its cause is looked up, the message names no session.
  expect(waits).toContainEqual(
    expect.stringMatching(
      /^0002-wider is waiting for a lock that another session \(PID \d+, a backup, since 20.* UTC\) holds: a backup may be running\.$/,
    ),
  );
});

it('gives up after a time, names who holds the lock, and changes nothing', async () => {
  const patience = { lockTimeoutMs: 100, patienceMs: 400 };
  const error: unknown = await applyMigrations(database, [tableOne, widened], patience).catch(
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(MigrationError);
  expect((error as MigrationError).message).toMatch(
    /0002-wider was not applied.*PID \d+, a backup.*pg_terminate_backend\(\d+\).*`touchstone migrate` again/,
  );
  await read();
  await sql`commit`.execute(holder.kysely);
  expect(await applyMigrations(database, [tableOne, widened])).toEqual(['0002-wider']);
});

it('is applied once when several processes wait for the same table', async () => {
  const waited = vi.fn();
  const migrating = Promise.all(
    Array.from({ length: 4 }, () =>
      applyMigrations(database, [tableOne, widened], { lockTimeoutMs: 100, onWaiting: waited }),
    ),
  );
  await vi.waitFor(() => expect(waited.mock.calls.length).toBeGreaterThanOrEqual(4), 60_000);
  await sql`commit`.execute(holder.kysely);
  expect((await migrating).flat()).toEqual(['0002-wider']);
});

it('waits without a time limit for another process that migrates', async () => {
  await sql`commit`.execute(holder.kysely);
  const slow = createMigration('0002-slow', 'select pg_sleep(1)');
  const quick = { lockTimeoutMs: 100, patienceMs: 100 };
  const applied = await Promise.all([
    applyMigrations(database, [tableOne, slow], quick),
    applyMigrations(database, [tableOne, slow], quick),
  ]);
  expect(applied.flat()).toEqual(['0002-slow']);
});
