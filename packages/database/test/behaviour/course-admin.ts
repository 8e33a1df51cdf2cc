import { describe, expect, it } from 'vitest';
import {
  archiveCourse,
  exportCourse,
  findCourse,
  insertReused,
  listAllCourses,
  loadRoster,
  listAssignments,
  publishCourse,
  readTotalPoints,
  removeCourse,
  startRegrade,
  storeCourse,
  writeDraft,
  type Database,
} from '../../src/index.ts';
import { accepted, aClassroom, aCourse, aResult, aUser, begun, graded } from '../fixtures.ts';

export function describeCourseAdmin(database: () => Database): void {
  const db = () => database().kysely;

  describe('a teacher', () => {
    it('archives a course, which no load changes until that is undone', async () => {
      const { courseId } = await storeCourse(db(), aCourse('one', ['a', 'b']));
      expect(await archiveCourse(db(), 'none', 12)).toBe(false);
      expect(await archiveCourse(db(), 'one', 12)).toBe(true);
      expect(await findCourse(db(), 'one')).toMatchObject({ archived: true });
      const nothing = { courseId, added: [], changed: [], retired: [], archived: true };
      expect(await storeCourse(db(), aCourse('one', ['b', 'c']))).toMatchObject(nothing);
      const hidden = { ...aCourse('one', []), published: false };
      expect(await storeCourse(db(), hidden)).toMatchObject(nothing);
      expect(await listAssignments(db(), courseId)).toHaveLength(2);
      await archiveCourse(db(), 'one', null);
      expect(await storeCourse(db(), aCourse('one', ['b']))).toMatchObject({ retired: ['a'] });
    });

    it('removes a course with all of its rows, and nothing of another one', async () => {
      const { handIns, userId } = await aClassroom(db(), ['a', 'b'], 'one');
      const other = await aClassroom(db(), ['a'], 'two');
      const selection = { student: null, only: null, internalErrors: false, since: null };
      const [first = other.handIn, second = other.handIn] = handIns;
      const { submission } = await graded(db(), first, aResult('passed'));
      const friend = await aUser(db());
      const source = { ...aResult('passed'), id: submission.id };
      await insertReused(db(), { ...first, userId: friend, source });
      const theirs = { ...other.handIn, userId };
      await graded(db(), theirs, aResult('passed'));
      await writeDraft(db(), { userId, assignmentId: second.assignmentId, code: 'x', revision: 0 });
      await startRegrade(db(), { course: 'one', assignment: 'a', selection });
      expect(await listAllCourses(db())).toMatchObject([
        { slug: 'one', assignments: 2, students: 2, submissions: 2, ungraded: 0 },
        { slug: 'two', assignments: 1, students: 1, submissions: 1 },
      ]);

      expect(await removeCourse(db(), 'none')).toBeNull();
      expect(await removeCourse(db(), 'one')).toBe('published');
      await publishCourse(db(), 'one', false);
      expect(await removeCourse(db(), 'one')).toEqual({ submissions: 2 });
      expect(await listAllCourses(db())).toMatchObject([{ slug: 'two', submissions: 1 }]);
      expect(await readTotalPoints(db(), userId)).toBe(100);
      expect(await readTotalPoints(db(), friend)).toBe(0);
      const drafts = await db().selectFrom('drafts').select('user_id').execute();
      expect(drafts).toEqual([]);
    });

    it('removes nothing while a submission waits or is being graded', async () => {
      const { handIn } = await aClassroom(db(), ['a'], 'one');
      const { submission } = await accepted(db(), handIn);
      await publishCourse(db(), 'one', false);
      expect(await removeCourse(db(), 'one')).toBe('in-grading');
      await begun(db(), submission.id);
      expect(await removeCourse(db(), 'one')).toBe('in-grading');
      expect(await listAllCourses(db())).toMatchObject([{ submissions: 1, ungraded: 1 }]);
    });

    it('exports page by page what a course has, each row once', async () => {
      const { handIn, courseId } = await aClassroom(db(), ['a', 'b'], 'one');
      await aClassroom(db(), ['a'], 'two');
      const csv = 'name,mail\nA,a@example.org\nB,b@example.org\n';
      await loadRoster(db(), { courseId, csv, actor: null, dryRun: false });
      const users = [handIn.userId, await aUser(db()), await aUser(db())];
      for (const [index, userId] of users.entries()) {
        for (let number = 0; number < 20; number++) {
          const code = `print(${index}, ${number})`;
          await graded(db(), { ...handIn, userId, code }, aResult('passed'));
        }
        await writeDraft(db(), {
          userId,
          assignmentId: handIn.assignmentId,
          code: 'x',
          revision: 0,
        });
      }
      expect(await publishCourse(db(), 'one', false)).toBe(true);
      const kinds = new Map<string, number>();
      let page = await exportCourse(db(), 'one', null);
      for (let pages = 0; page !== null; pages++) {
        if (pages > 10) throw new Error('the export does not end');
        for (const { kind } of page.rows) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        page = page.next && (await exportCourse(db(), 'one', page.next));
      }
      const expected = {
        course: 1,
        assignment: 2,
        member: 2,
        progress: 3,
        draft: 3,
        submission: 60,
      };
      expect(Object.fromEntries(kinds)).toEqual(expected);
      expect(await exportCourse(db(), 'none', null)).toBeNull();
    });
  });
}
