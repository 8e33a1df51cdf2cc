import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import {
  addNote,
  appoint,
  archiveCourse,
  deleteUser,
  exportUser,
  extend,
  findDatedAssignments,
  insertReused,
  loadRoster,
  pruneBatch,
  readAuditLog,
  readTotalPoints,
  writeDraft,
  type Database,
  type HandIn,
  type PruneCursor,
} from '../../src/index.ts';
import { aClassroom, aResult, aUser, graded, peopleOf } from '../fixtures.ts';

export function describeRetention(database: () => Database): void {
  const db = () => database().kysely;
  const prune = async (dryRun = false) => {
    const rules = { before: new Date(Date.now() - 400 * 24 * 3_600_000), keepNewest: true };
    const sum = { courses: 0, submissions: 0, drafts: 0 };
    let cursor: PruneCursor | null = null;
    let batches = 0;
    do {
      const batch = await pruneBatch(db(), { rules, dryRun, cursor, limit: 2 });
      for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += batch.pruned[key];
      cursor = batch.next;
      batches++;
    } while (cursor !== null && batches < 200);
    expect(cursor).toBeNull();
    return sum;
  };
  const movedBack = (months: number) =>
    sql`update courses set archived_at = archived_at - make_interval(months => ${months}),
      kept_until = kept_until - make_interval(months => ${months}) where slug = 'old'`.execute(
      db(),
    );
  const tablesWith = async (text: string): Promise<string[]> => {
    const { rows } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables
      where table_schema = current_schema() and table_type = 'BASE TABLE'`.execute(db());
    const found: string[] = [];
    for (const { name } of rows) {
      const { rows: hits } = await sql`
        select from ${sql.table(name)} as t where t::text like ${`%${text}%`} limit 1`.execute(
        db(),
      );
      if (hits.length > 0) found.push(name);
    }
    return found;
  };

  /** An archived course with all that is personal, beside one that is not archived. */
  async function anOldCourse() {
    const old = await aClassroom(db(), ['a', 'b'], 'old');
    const other = await aClassroom(db(), ['a'], 'current');
    const { courseId, userId } = old;
    const [a, b] = old.handIns as [HandIn, HandIn];
    const { userId: teacher } = await appoint(db(), {
      ...{ mail: 'teacher@example.org', name: 'Grace', courseId },
    });
    const csv = 'name,mail,group,id\nAda Secretname,ada@example.org,A,17\n';
    await loadRoster(db(), { courseId, csv, actor: teacher, dryRun: false });
    const ada = (await peopleOf(db(), { courseId })).find(({ role }) => role === 'student');
    const student = ada?.uuid ?? '';
    const { submission } = await graded(db(), { ...a, userId: student }, aResult('passed'));
    const source = { ...aResult('passed'), id: submission.id };
    await insertReused(db(), { ...a, userId, source });
    for (const code of ['print(1)', 'print(2)', 'print(3)']) {
      await graded(
        db(),
        { ...b, userId: student, code: `secretcode = ${code}` },
        aResult('failed'),
      );
    }
    await writeDraft(db(), {
      ...{ userId: student, assignmentId: b.assignmentId, code: 'secretdraft', revision: 0 },
    });
    await addNote(db(), { courseId, userId: student, actor: teacher, text: 'secretnote' });
    await db()
      .updateTable('assignments')
      .set({ due_at: new Date() })
      .where('id', '=', a.assignmentId)
      .execute();
    const [dated] = await findDatedAssignments(db(), { course: 'old', slug: 'a' });
    if (dated === undefined) throw new Error('no assignment');
    await extend(db(), dated, {
      scope: { kind: 'student', userId: student },
      ...{
        until: new Date(Date.now() + 1e6),
        opens: null,
        reason: 'secretreason',
        authorId: teacher,
      },
    });
    const friend = await aUser(db());
    await graded(db(), { ...other.handIn, userId: friend }, aResult('passed'));
    await graded(db(), { ...other.handIn, userId: student, code: 'x = 2' }, aResult('passed'));
    return { courseId, student, friend, teacher, otherId: other.courseId };
  }

  describe('a student', () => {
    it('gets notes, other dates and who did what by name, and leaves nothing when deleted', async () => {
      const { student, teacher } = await anOldCourse();
      const exported = await exportUser(db(), student);
      expect(exported).toMatchObject({
        notes: [{ text: 'secretnote', byName: 'Grace' }],
        dateChanges: [{ course: 'old', assignment: 'a', reason: 'secretreason', closes: null }],
        actions: [
          { action: 'add-note', by: 'another user', byRole: 'teacher', byName: 'Grace' },
          { action: 'change-dates', byName: 'Grace' },
        ],
      });
      await deleteUser(db(), student);
      const personal = ['Secretname', 'ada@example', 'secretcode', 'secretdraft', 'secretnote'];
      for (const text of [...personal, 'secretreason']) {
        expect(await tablesWith(text), text).toEqual([]);
      }
      expect((await tablesWith(student)).toSorted()).toEqual(['audit_log', 'deleted_users']);
      expect(await tablesWith(teacher)).toContain('members');
    });
  });

  describe('the work of an archived course', () => {
    it('stays until its time has come, however often one prunes, and is then removed', async () => {
      const { courseId, student, otherId } = await anOldCourse();
      await archiveCourse(db(), 'old', 12);
      await movedBack(11);
      expect(await prune()).toEqual({ courses: 0, submissions: 0, drafts: 0 });
      const kept = await readTotalPoints(db(), student);
      await movedBack(2);
      const predicted = await prune(true);
      expect(predicted).toEqual({ courses: 1, submissions: 5, drafts: 1 });
      expect(await readTotalPoints(db(), student)).toBe(kept);
      expect(await prune()).toEqual(predicted);
      expect(await prune()).toEqual({ courses: 0, submissions: 0, drafts: 0 });
      for (const text of [
        'Secretname',
        'secretcode',
        'secretdraft',
        'secretnote',
        'secretreason',
      ]) {
        expect(await tablesWith(text), text).toEqual([]);
      }
      const exported = await exportUser(db(), student);
      expect(exported?.progress.map(({ course }) => course)).toEqual(['current']);
      expect(exported?.memberships).toEqual([]);
      expect((await peopleOf(db(), { courseId })).map(({ role }) => role)).toEqual(['teacher']);
      const { entries } = await readAuditLog(db(), { courseId }, 10);
      expect(entries.map(({ action }) => action)).toEqual(['remove-expired-work']);
      expect((await readAuditLog(db(), { courseId: otherId }, 10)).entries).toEqual([]);
    });

    it('is kept for another time once that is said, and for good once it is no longer archived', async () => {
      const { courseId } = await anOldCourse();
      await archiveCourse(db(), 'old', 12);
      await movedBack(13);
      await archiveCourse(db(), 'old', 24);
      expect(await prune()).toMatchObject({ courses: 0, submissions: 0 });
      await archiveCourse(db(), 'old', 12);
      await archiveCourse(db(), 'old', null);
      expect(await prune()).toMatchObject({ courses: 0, submissions: 0 });
      const { entries } = await readAuditLog(db(), { courseId }, 4);
      expect(entries.map(({ action }) => action)).toEqual([
        ...['end-archive', 'archive-course', 'archive-course', 'archive-course'],
      ]);
    });
  });
}
