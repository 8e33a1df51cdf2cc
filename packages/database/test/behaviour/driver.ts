import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { ping, type Database } from '../../src/index.ts';

export function describeDriver(database: () => Database): void {
  describe('the driver', () => {
    it('returns numbers, dates, objects and buffers', async () => {
      const { rows } = await sql`
        select 9007199254740991::int8 as int8, 12.5::numeric as "numeric", 7::int4 as int4,
          '2026-01-02T03:04:05.678Z'::timestamptz as instant,
          '{"a": [1, null, "x"]}'::jsonb as object, '\\x00ff'::bytea as bytes,
          true as truth, null::text as nothing`.execute(database().kysely);
      expect(rows).toEqual([
        {
          int8: 9007199254740991,
          numeric: 12.5,
          int4: 7,
          instant: new Date('2026-01-02T03:04:05.678Z'),
          object: { a: [1, null, 'x'] },
          bytes: Buffer.from([0, 255]),
          truth: true,
          nothing: null,
        },
      ]);
    });

    it('accepts numbers, dates, JSON text and buffers', async () => {
      const date = new Date('2026-01-02T03:04:05.678Z');
      const json = JSON.stringify({ text: 'ä\u{1f600}\u2028"\\\u0001' });
      const { rows } = await sql`
        select ${12.5}::numeric as "numeric", ${date}::timestamptz as instant,
          ${json}::jsonb as object, ${Buffer.from([0, 255])}::bytea as bytes, ${null}::text as nothing
        `.execute(database().kysely);
      expect(rows).toEqual([
        {
          numeric: 12.5,
          instant: date,
          object: { text: 'ä\u{1f600}\u2028"\\\u0001' },
          bytes: Buffer.from([0, 255]),
          nothing: null,
        },
      ]);
    });

    it('counts the rows that a statement changed', async () => {
      const { kysely } = database();
      await kysely.insertInto('courses').values(['a', 'b'].map(courseRow)).execute();
      const outcome = await kysely.updateTable('courses').set({ title: 'new' }).executeTakeFirst();
      expect(outcome.numUpdatedRows).toBe(2n);
    });

    it('rolls back a transaction that fails', async () => {
      const { kysely } = database();
      const failure = new Error('changed my mind');
      await expect(
        kysely.transaction().execute(async (transaction) => {
          await transaction.insertInto('courses').values(courseRow('a')).execute();
          throw failure;
        }),
      ).rejects.toBe(failure);
      expect(await kysely.selectFrom('courses').selectAll().execute()).toEqual([]);
    });

    it('does not run other queries in a transaction', async () => {
      const { kysely } = database();
      let beside: Promise<unknown> | undefined;
      await expect(
        kysely.transaction().execute(async (transaction) => {
          await transaction.insertInto('courses').values(courseRow('inside')).execute();
          beside = kysely.insertInto('courses').values(courseRow('beside')).execute();
          await transaction.insertInto('courses').values(courseRow('inside too')).execute();
          throw new Error('changed my mind');
        }),
      ).rejects.toThrow('changed my mind');
      await beside;
      expect(await kysely.selectFrom('courses').select('slug').execute()).toEqual([
        { slug: 'beside' },
      ]);
    });

    it('continues after a failed query', async () => {
      await expect(sql`select 1 / 0`.execute(database().kysely)).rejects.toThrow(
        'division by zero',
      );
      await expect(ping(database())).resolves.toBeUndefined();
    });
  });
}

const courseRow = (slug: string) => ({ slug, title: slug, description: '' });
