import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { readSchemaState, tryToWrite, type Database } from '../../src/index.ts';

/** What readiness asks. */
export function describeHealth(database: () => Database): void {
  const db = () => database().kysely;

  describe('the schema', () => {
    it('is current after migrating', async () => {
      expect(await readSchemaState(db())).toEqual({ kind: 'current' });
    });

    it('is newer when it has a migration that is not known here', async () => {
      await sql`insert into schema_migrations (name, checksum) values ('9999-later', '')`.execute(
        db(),
      );
      try {
        expect(await readSchemaState(db())).toEqual({ kind: 'newer', unknown: ['9999-later'] });
      } finally {
        await sql`delete from schema_migrations where name = '9999-later'`.execute(db());
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
    it('finds nothing against a database that can be written to, and leaves nothing', async () => {
      expect(await tryToWrite(database())).toBeNull();
      expect(await tryToWrite(database())).toBeNull();
    });
  });
}
