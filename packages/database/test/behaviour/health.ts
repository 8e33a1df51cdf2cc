import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { readSchemaState, tryToWrite, type Database } from '../../src/index.ts';

/** The checks of readiness. */
export function describeHealth(database: () => Database): void {
  const db = () => database().kysely;

  describe('the schema', () => {
    it('is current after migrating', async () => {
      expect(await readSchemaState(db())).toEqual({ kind: 'current' });
    });

    it.each([
      ['expanded', '9999-later'],
      ['expanded', '9999-contract-since-0009-later'],
      ['newer', '9999-contract-since-9998-later'],
    ])('is %s when it has the unknown migration %s', async (kind, name) => {
      await sql`insert into schema_migrations (name, checksum) values (${name}, '')`.execute(db());
      try {
        expect(await readSchemaState(db())).toEqual({ kind, unknown: [name] });
      } finally {
        await sql`delete from schema_migrations where name = ${name}`.execute(db());
      }
    });

    it('is different when a migration was applied with another text', async () => {
      const checksumOf = async (checksum: unknown): Promise<string> => {
        const { rows } = await sql<{ checksum: string }>`
          with before as (select checksum from schema_migrations where name = '0001-schema')
          update schema_migrations set checksum = ${checksum} where name = '0001-schema'
          returning (select checksum from before)`.execute(db());
        return rows[0]?.checksum ?? '';
      };
      const own = await checksumOf('another');
      try {
        expect(await readSchemaState(db())).toEqual({
          kind: 'different',
          migration: '0001-schema',
        });
      } finally {
        await checksumOf(own);
      }
    });
  });

  describe('the write probe', () => {
    it('succeeds in a writable database, and leaves nothing behind', async () => {
      expect(await tryToWrite(database())).toBeNull();
      expect(await tryToWrite(database())).toBeNull();
    });
  });
}
