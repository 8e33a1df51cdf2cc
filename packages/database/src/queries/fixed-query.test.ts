import { Kysely, PostgresDialect, sql, type PostgresPoolClient } from 'kysely';
import { expect, test } from 'vitest';
import type { Connection, Tables } from '../tables.ts';
import { fixedQuery } from './fixed-query.ts';

type Sent = readonly [text: string, parameters: readonly unknown[]];

function recorder(): { db: Connection; sent: Sent[] } {
  const sent: Sent[] = [];
  const query = (...one: Sent) => {
    sent.push(one);
    return Promise.resolve({ command: 'SELECT', rowCount: 1, rows: [{ id: 'first' }] });
  };
  const client = {
    query: query as unknown as PostgresPoolClient['query'],
    release: () => undefined,
  };
  const pool = { connect: () => Promise.resolve(client), end: () => Promise.resolve() };
  return { db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }), sent };
}

interface Values {
  readonly userId: string;
  readonly attempt: number;
}

test('a query is built once, and sent with the values of each call', async () => {
  const { db, sent } = recorder();
  let built = 0;
  const read = fixedQuery((own, { userId, attempt }: Values) => {
    built += 1;
    return own
      .selectFrom('submissions')
      .select('id')
      .where('user_id', '=', userId)
      .where('status', '=', 'queued')
      .where(sql<boolean>`attempt = ${attempt}::integer`);
  });
  expect(await read(db, { userId: 'a', attempt: 1 })).toEqual([{ id: 'first' }]);
  await db.transaction().execute((transaction) => read(transaction, { userId: 'b', attempt: 2 }));
  const text =
    'select "id" from "submissions" where "user_id" = $1 and "status" = $2 and attempt = $3::integer';
  expect(built).toBe(1);
  expect(sent.filter(([one]) => one.startsWith('select'))).toEqual([
    [text, ['a', 'queued', 1]],
    [text, ['b', 'queued', 2]],
  ]);
});

test('a query whose text depends on a value is not built', async () => {
  const { db } = recorder();
  const wrong = [
    fixedQuery((own, { attempt }: Values) =>
      own
        .selectFrom('users')
        .select('id')
        .limit(attempt + 1),
    ),
    fixedQuery((own, { userId }: Values) =>
      own.selectFrom('users').select('id').where('id', '=', JSON.stringify({ userId })),
    ),
    fixedQuery((own, { userId }: Values) =>
      own.selectFrom('users').select('id').where('id', '=', `${userId}-x`),
    ),
  ];
  for (const read of wrong) {
    await expect(read(db, { userId: 'a', attempt: 1 })).rejects.toThrow('may only pass its value');
  }
});
