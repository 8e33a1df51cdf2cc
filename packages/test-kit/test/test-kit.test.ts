import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  launchChromium,
  startTestPostgres,
  startTestRedis,
  waitFor,
  type TestPostgres,
} from '../src/index.ts';

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

describe('startTestPostgres', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());

  test('migrates once and creates each database as a copy', async () => {
    let migrations = 0;
    const migrate = async (url: string): Promise<void> => {
      migrations += 1;
      await query(url, 'CREATE TABLE stones (name text)');
    };
    const databases = await Promise.all([1, 2, 3].map(() => postgres.createDatabase(migrate)));
    const [first, second] = databases;
    if (first === undefined || second === undefined) throw new Error('no databases');
    await query(first.url, `INSERT INTO stones VALUES ('gold')`);
    expect(await query(first.url, 'SELECT name FROM stones')).toEqual([{ name: 'gold' }]);
    expect(await query(second.url, 'SELECT name FROM stones')).toEqual([]);
    expect(migrations).toBe(1);
    await Promise.all(databases.map((database) => database.drop()));
    await expect(query(first.url, 'SELECT 1')).rejects.toThrow(/does not exist/);
  });

  test('allows the owner of a database to create roles, but not to read files', async () => {
    const database = await postgres.createDatabase();
    await query(database.url, `CREATE ROLE reader LOGIN PASSWORD 'secret'`);
    await expect(query(database.url, `SELECT pg_read_file('PG_VERSION')`)).rejects.toThrow(
      /permission denied/,
    );
    await database.drop();
  });

  test('keeps its data and port when it is killed and restarted', async () => {
    const database = await postgres.createDatabase();
    await query(database.url, 'CREATE TABLE kept AS SELECT 1 AS one');
    postgres.server.kill('SIGKILL');
    await postgres.startAgain();
    expect(await query(database.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  });
});

describe('startTestRedis', () => {
  test('answers again after a pause and after a restart on the same port', async () => {
    const redis = await startTestRedis();
    const client = new Redis(redis.url, { maxRetriesPerRequest: null });
    client.on('error', () => undefined);
    await client.set('stone', 'gold');

    redis.pause();
    const answer = client.get('stone');
    redis.resume();
    expect(await answer).toBe('gold');

    redis.server.kill('SIGKILL');
    await redis.startAgain();
    expect(await client.get('stone')).toBeNull();
    client.disconnect();
    await redis.stop();
  });
});

test('launchChromium opens a page', async () => {
  const browser = await launchChromium();
  const page = await browser.newPage();
  await page.setContent('<title>Touchstone</title>');
  expect(await page.title()).toBe('Touchstone');
  await browser.close();
});

describe('waitFor', () => {
  test('resolves to the first value that is present', async () => {
    const answers = [null, undefined, false, 0];
    expect(await waitFor(() => answers.shift(), { what: 'zero' })).toBe(0);
  });

  test('reports what it waited for, with the last error as cause', async () => {
    const cause = new Error('not yet');
    const waiting = waitFor(() => Promise.reject(cause), { what: 'gold', timeoutMs: 30 });
    await expect(waiting).rejects.toMatchObject({
      message: 'Timed out after 30 ms waiting for gold',
      cause,
    });
  });
});
