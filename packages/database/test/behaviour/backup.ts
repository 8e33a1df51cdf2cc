import type { BackupCursor } from '@touchstone/contracts';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  deleteUser,
  listDeletedUsers,
  migrate,
  openBackup,
  openPglite,
  readDraft,
  readSubmission,
  restore,
  BackupError,
  storeResult,
  writeDraft,
  type Database,
} from '../../src/index.ts';
import { applyMigrations } from '../../src/migrate.ts';
import { readShippedMigrations } from '../../src/shipped-migrations.ts';
import { inBackup } from '../../src/backup/backed-up-tables.ts';
import { aCopy, aFullDatabase, allRows, rowsOf, type Copy } from '../backups.ts';
import { aClassroom, aResult, accepted, begun, emptyDatabase, graded } from '../fixtures.ts';

const unchanged = (html: string): string => html;

/** The columns of each table that there were before the migration. */
async function columnsBefore(migration: string): Promise<Map<string, Set<string>>> {
  const older = await openPglite();
  onTestFinished(() => older.close());
  const migrations = await readShippedMigrations();
  await applyMigrations(
    older,
    migrations.filter(({ name }) => name < migration),
  );
  const { rows } = await sql<{ name: string; columns: string[] }>`
    select table_name::text as name, array_agg(column_name::text) as columns
    from information_schema.columns where table_schema = 'public' group by 1`.execute(older.kysely);
  return new Map(rows.map(({ name, columns }) => [name, new Set(columns)]));
}

export function describeBackup(database: () => Database): void {
  const db = () => database().kysely;
  const putBack = (copy: Copy, changes: Partial<Parameters<typeof restore>[1]> = {}) =>
    restore(database(), {
      head: copy.head,
      rows: rowsOf(copy),
      sanitiseHandout: unchanged,
      deletedUsers: [],
      ...changes,
    });

  describe('a backup', () => {
    it('restores every row of every table into an empty database', async () => {
      await aFullDatabase(db());
      const before = await allRows(database(), { withSessions: true });
      expect(before.every(({ rows }) => rows.length > 0)).toBe(true);
      const copy = await aCopy(database(), { withSessions: true });
      await emptyDatabase(database());
      const outcome = await putBack(copy);
      expect(outcome).toEqual({ deletedUsers: 0, changedHandouts: 0, ungraded: 2, migrations: [] });
      expect(await allRows(database(), { withSessions: true })).toEqual(before);
      await expect(aFullDatabase(db(), 'another')).resolves.toBeDefined();
    });

    it('leaves out sessions and device codes unless they are asked for', async () => {
      await aFullDatabase(db());
      const { head } = await aCopy(database(), { withSessions: false });
      const names = head.tables.map(({ name }) => name);
      expect(names).toContain('users');
      expect(names.filter((name) => /session|device|grader|lost/.test(name))).toEqual([]);
    });

    it('has the rows of the moment at which it began, whatever changes meanwhile', async () => {
      const { handIn, handIns, userId, gone } = await aFullDatabase(db());
      const before = await allRows(database(), { withSessions: true });
      let changes = 0;
      const copy = await aCopy(database(), { withSessions: true }, async () => {
        changes += 1;
        if (changes === 1) await deleteUser(db(), gone);
        const other = await aFullDatabase(db(), `course-${changes}`);
        const draft = { userId, assignmentId: handIn.assignmentId, revision: changes };
        await writeDraft(db(), { ...draft, code: `# ${changes}` });
        await deleteUser(db(), other.userId);
        for (const { assignmentId } of handIns) {
          await db()
            .updateTable('assignments')
            .set({ title: `${changes}` })
            .where('id', '=', assignmentId)
            .execute();
        }
      });
      expect(changes).toBeGreaterThan(5);
      await emptyDatabase(database());
      await putBack(copy);
      expect(await allRows(database(), { withSessions: true })).toEqual(before);
    });

    it('is not made of a database that a newer version has migrated', async () => {
      const name = '9999-later';
      await sql`insert into schema_migrations (name, checksum) values (${name}, '')`.execute(db());
      try {
        await expect(openBackup(database(), { withSessions: false })).rejects.toThrow(
          'A newer version of Touchstone has migrated the database, with 9999-later.',
        );
      } finally {
        await sql`delete from schema_migrations where name = ${name}`.execute(db());
      }
    });
  });

  describe('a restore', () => {
    it('repeats deletions, sanitises handouts and queues what was being graded', async () => {
      const { handIn, userId, gone } = await aFullDatabase(db());
      const running = await graded(db(), { ...handIn, code: 'print(77)' }, aResult('failed')).then(
        () => accepted(db(), { ...handIn, code: 'print(78)' }),
      );
      await begun(db(), running.submission.id);
      await db()
        .updateTable('submissions')
        .set({ lost_attempts: 2 })
        .where('id', '=', running.submission.id)
        .execute();
      const copy = await aCopy(database(), { withSessions: false });
      await emptyDatabase(database());
      const outcome = await putBack(copy, {
        sanitiseHandout: () => '<p>safe</p>',
        deletedUsers: [gone],
      });
      expect(outcome).toMatchObject({ deletedUsers: 1 });
      expect(outcome.changedHandouts).toBeGreaterThan(0);
      const users = await db().selectFrom('users').select('id').execute();
      expect(users).toContainEqual({ id: userId });
      expect(users).not.toContainEqual({ id: gone });
      expect((await listDeletedUsers(db(), null)).map(({ uuid }) => uuid)).toContain(gone);
      const handouts = await db()
        .selectFrom('assignments')
        .select('handout_html')
        .distinct()
        .execute();
      expect(handouts).toEqual([{ handout_html: '<p>safe</p>' }]);
      const row = await db()
        .selectFrom('submissions')
        .selectAll()
        .where('id', '=', running.submission.id)
        .executeTakeFirstOrThrow();
      expect(row).toMatchObject({
        status: 'queued',
        attempt: 1,
        lost_attempts: 0,
        deadline_at: null,
      });
      // The result of the attempt that was under way is still welcome.
      const result = { submissionId: row.id, attempt: 1, result: aResult('passed') };
      expect((await storeResult(db(), result)).kind).toBe('stored');
      expect((await readSubmission(db(), row.id))?.submission.status).toBe('graded');
    });

    it('refuses a database with data, and a backup of a newer version', async () => {
      await aFullDatabase(db());
      const copy = await aCopy(database(), { withSessions: false });
      const before = await allRows(database(), { withSessions: true });
      await expect(putBack(copy)).rejects.toThrow('not empty: it has users');
      const next = { name: '9999-next', checksum: '0'.repeat(64) };
      const head = { ...copy.head, migrations: [...copy.head.migrations, next] };
      await emptyDatabase(database());
      await expect(putBack({ ...copy, head })).rejects.toThrow(BackupError);
      await expect(putBack({ ...copy, head })).rejects.toThrow('9999-next');
      await putBack(copy);
      const kept = new Set(copy.head.tables.map(({ name }) => name));
      expect(await allRows(database(), { withSessions: false })).toEqual(
        before.filter(({ name }) => kept.has(name)),
      );
    });

    it('takes a backup of before programs of several files', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      const { submission } = await graded(db(), handIn, aResult('passed'));
      const draft = { userId, assignmentId: handIn.assignmentId };
      await writeDraft(db(), { ...draft, code: 'draft', revision: 0 });
      const before = await readDraft(db(), draft);
      const { head, rows } = await aCopy(database(), { withSessions: false });
      const known = await columnsBefore('0014');
      const isKnown = (table: string, column: string) => known.get(table)?.has(column) === true;
      await emptyDatabase(database());
      const outcome = await putBack({
        head: {
          ...head,
          migrations: head.migrations.filter(({ name }) => name < '0014'),
          tables: head.tables
            .filter(({ name }) => known.has(name))
            .map(({ name, columns }) => ({
              ...{ name, columns: columns.filter((column) => isKnown(name, column)) },
            })),
        },
        rows: rows
          .filter(({ table }) => known.has(table))
          .map(({ table, json }) => {
            const columns = Object.entries(JSON.parse(json) as object);
            const kept = Object.fromEntries(columns.filter(([column]) => isKnown(table, column)));
            return { table, json: JSON.stringify(kept) };
          }),
      });
      expect(outcome.migrations).toContain('0014-programs-of-several-files');
      expect(await readSubmission(db(), submission.id)).toMatchObject({ submission });
      expect(await readDraft(db(), draft)).toEqual(before);
    });

    it('changes nothing if the rows end early', async () => {
      await aFullDatabase(db());
      const copy = await aCopy(database(), { withSessions: true });
      await emptyDatabase(database());
      const damaged = async function* () {
        yield* rowsOf(copy);
        await Promise.reject(new Error('damaged'));
      };
      await expect(putBack(copy, { rows: damaged() })).rejects.toThrow('damaged');
      const left = await allRows(database(), { withSessions: true });
      expect(left.filter(({ rows }) => rows.length > 0).map(({ name }) => name)).toEqual([
        'instance',
      ]);
      expect(await migrate(database())).toEqual([]);
    });
  });

  it('knows every table', async () => {
    const { rows } = await sql<{ name: string }>`
      select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`.execute(db());
    const names = rows.map(({ name }) => name).filter((name) => name !== 'schema_migrations');
    expect(names.sort()).toEqual(Object.keys(inBackup).sort());
  });

  it('refuses to go on from an unknown place', async () => {
    const backup = await openBackup(database(), { withSessions: false });
    const nowhere: BackupCursor = { table: 'sessions', after: null };
    await expect(backup.read(nowhere)).rejects.toThrow('no table sessions');
    expect(await backup.close()).toBeGreaterThanOrEqual(0);
  });
}
