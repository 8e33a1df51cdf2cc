import { startTestPostgres, type TestPostgres } from '@touchstone/test-kit';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openPostgres } from '../src/index.ts';

// In a process of its own: only the first statements of a process are prepared (postgres.ts), and the
// other tests have more.

let server: TestPostgres;
beforeAll(async () => {
  server = await startTestPostgres();
});
afterAll(() => server.stop());

it('a prepared statement fails once after a migration changed its table, and is then prepared again', async () => {
  const { url } = await server.createDatabase();
  const own = openPostgres({ url, maxConnections: 1 });
  onTestFinished(() => own.close());
  const { kysely } = own;
  const read = async () => (await sql`select * from changing where a = ${1}`.execute(kysely)).rows;
  await sql`create table changing as select 1 as a`.execute(kysely);
  expect(await read()).toEqual([{ a: 1 }]);
  await sql`alter table changing add column b int default 2`.execute(kysely);
  await expect(read()).rejects.toThrow('cached plan');
  expect(await read()).toEqual([{ a: 1, b: 2 }]);
});
