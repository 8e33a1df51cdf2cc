import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';

/** A numbered SQL file; `name` is the file name without `.sql`. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 in hex; does not depend on the checkout's line endings. */
  readonly checksum: string;
}

/** The database can't be migrated by this version; the message says what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

const fileNamePattern = /^(\d{4})-[a-z0-9]+(?:-[a-z0-9]+)*\.sql$/;

/** Reads a folder of `NNNN-title.sql`, numbered from 0001 without gaps. */
export async function readMigrations(folder: URL): Promise<Migration[]> {
  const fileNames = (await readdir(folder)).sort();
  return Promise.all(
    fileNames.map(async (fileName, index) => {
      if (Number(fileNamePattern.exec(fileName)?.[1]) !== index + 1) {
        const wanted = `${String(index + 1).padStart(4, '0')}-title.sql`;
        throw new MigrationError(`${fileName}: expected a migration named ${wanted} here`);
      }
      const text = await readFile(new URL(fileName, folder), 'utf8');
      return createMigration(fileName.slice(0, -'.sql'.length), text);
    }),
  );
}

/** A migration from its SQL, which may hold several statements. */
export function createMigration(name: string, text: string): Migration {
  const sql = text.replaceAll('\r\n', '\n');
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
}

/**
 * The migrations that are still to be applied, in order. The applied ones must be the first of
 * `migrations`, unchanged.
 */
export function pendingMigrations(
  migrations: readonly Migration[],
  applied: readonly { name: string; checksum: string }[],
): readonly Migration[] {
  applied.forEach((row, index) => {
    const migration = migrations[index];
    if (migration === undefined) {
      throw new MigrationError(
        `The database has migration ${row.name}, which this version does not know: ` +
          'a newer version set it up. Run that version, or restore an earlier backup.',
      );
    }
    if (migration.name !== row.name) {
      throw new MigrationError(
        `The database has migration ${row.name} where this version has ${migration.name}: ` +
          'applied migrations must not be renamed, removed or reordered. Add a new one at the end.',
      );
    }
    if (migration.checksum !== row.checksum) {
      throw new MigrationError(
        `Migration ${row.name} was changed after it was applied to this database. ` +
          'Restore the file, and put the change into a new migration.',
      );
    }
  });
  return migrations.slice(applied.length);
}
