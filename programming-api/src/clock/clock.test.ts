import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely';
import { expect, it } from 'vitest';
import { startDatabaseClock } from './clock.ts';

const msAhead = 5_000;

it('shows the time of the database, however long a connection takes to open', async () => {
  let localMs = 1_000_000;
  const query = () => {
    localMs += 1;
    const rows = [{ now: localMs + msAhead }];
    localMs += 1;
    return Promise.resolve({ command: 'SELECT', rowCount: 1, rows });
  };
  const connect = () => {
    localMs += 200;
    return Promise.resolve({
      query: query as unknown as PostgresPoolClient['query'],
      release: () => undefined,
    });
  };
  const pool = { connect, end: () => Promise.resolve() };
  const kysely = new Kysely<never>({ dialect: new PostgresDialect({ pool }) });
  const clock = await startDatabaseClock({ database: { kysely }, localNow: () => localMs });
  clock.stop();
  expect(clock.now().getTime()).toBe(localMs + msAhead);
});
