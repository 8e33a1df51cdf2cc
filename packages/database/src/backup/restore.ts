import type { BackupHead } from '@touchstone/contracts';
import { sql } from 'kysely';
import type { Database } from '../database.ts';
import { startOver } from '../life-cycle/lost.ts';
import { applyWithin } from '../migrate.ts';
import { deleteUser } from '../removal/delete-user.ts';
import { noteDeletedUsers } from '../removal/deleted-users.ts';
import { readShippedMigrations } from '../shipped-migrations.ts';
import type { Connection } from '../tables.ts';
import { clearTarget } from './clear-target.ts';
import { setAsideConstraints } from './constraints.ts';
import { loadRows, type BackupRow } from './load-rows.ts';
import { BackupError } from './backup-error.ts';
import { readVersion } from './restorable.ts';

/** What is restored, and what is done to it. */
interface RestoreInput {
  readonly head: BackupHead;
  /** All rows, tables in the order of `head`. If reading them fails, nothing is restored. */
  readonly rows: AsyncIterable<BackupRow>;
  /** Makes HTML safe that may have been changed in the file. */
  readonly sanitiseHandout: (html: string) => string;
  /** Users who were deleted after the backup, besides those that the backup names. */
  readonly deletedUsers: readonly string[];
  /** Called from time to time with the number of rows so far. */
  readonly onRows?: (rows: number) => void;
}

export interface Restored {
  /** Users of the backup who were deleted again. */
  readonly deletedUsers: number;
  /** Handouts that had to be made safe. */
  readonly changedHandouts: number;
  /** Submissions that wait for a grader. */
  readonly ungraded: number;
  /** Migrations that were applied after the rows were restored. */
  readonly migrations: readonly string[];
}

/**
 * Restores a backup into an empty database, in one transaction: with the tables of the backup's version,
 * which are then migrated to this one. Rejects with a BackupError, and changes nothing, when the backup
 * is of a newer version or the database is not empty.
 */
export async function restore(database: Database, input: RestoreInput): Promise<Restored> {
  const shipped = await readShippedMigrations();
  const version = readVersion(input.head, shipped);
  return database.withoutTimeLimit((db) =>
    db.transaction().execute(async (transaction) => {
      await clearTarget(transaction, { version, shipped });
      const { tables } = input.head;
      const putBack = await setAsideConstraints(transaction);
      await loadRows(transaction, { tables, rows: input.rows, onRows: input.onRows });
      await putBack();
      const migrations = await applyWithin(transaction, shipped);
      const changedHandouts = await sanitiseHandouts(transaction, input.sanitiseHandout);
      const deletedUsers = await repeatDeletions(transaction, input.deletedUsers);
      const ungraded = await startOver(transaction);
      // PGlite has no statistics at other times either.
      if (database.kind === 'postgres') await sql`analyze`.execute(transaction);
      return { deletedUsers, changedHandouts, ungraded, migrations };
    }),
  );
}

async function sanitiseHandouts(
  transaction: Connection,
  sanitise: (html: string) => string,
): Promise<number> {
  const ids = await transaction.selectFrom('assignments').select('id').execute();
  let changed = 0;
  // One at a time, since pictures are in them.
  for (const { id } of ids) {
    const { handout_html: before } = await transaction
      .selectFrom('assignments')
      .select('handout_html')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const handout_html = sanitise(before);
    if (handout_html === before) continue;
    await transaction
      .updateTable('assignments')
      .set({ handout_html })
      .where('id', '=', id)
      .execute();
    changed += 1;
  }
  return changed;
}

/** How many ids are looked up at once. */
const batchSize = 1_000;

async function repeatDeletions(
  transaction: Connection,
  deletedUsers: readonly string[],
): Promise<number> {
  for (let start = 0; start < deletedUsers.length; start += batchSize) {
    await noteDeletedUsers(transaction, deletedUsers.slice(start, start + batchSize));
  }
  const users = await transaction
    .selectFrom('users')
    .innerJoin('deleted_users', 'deleted_users.id', 'users.id')
    .select('users.id')
    .execute();
  for (const { id } of users) {
    if ((await deleteUser(transaction, id)) === null) throw new BackupError(`No user ${id}`);
  }
  return users.length;
}
