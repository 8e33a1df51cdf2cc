import { userExportSchema } from '@touchstone/contracts';
import { describe, expect, it } from 'vitest';
import {
  deleteUser,
  exportCourse,
  exportUser,
  listStudentPoints,
  loadRoster,
  overridePoints,
  publishCourse,
  pruneBatch,
  readPointsCourse,
  readProgress,
  readSubmissionsWithPoints,
  readTotalPoints,
  removeCourse,
  type Database,
  type HandIn,
} from '../../src/index.ts';
import { aClassroom, aResult, aUser, graded, nobodysId } from '../fixtures.ts';

const reason = 'Solved at the blackboard';

export function describeOverriddenPoints(database: () => Database): void {
  const db = () => database().kysely;
  const set = (student: string, assignment: string, points: number | null, course = 'course') =>
    overridePoints(db(), {
      place: { course, assignment, student },
      override: points === null ? null : { points, reason },
      actor: null,
    });
  const stored = () => db().selectFrom('overridden_points').selectAll().execute();

  describe('overridden points', () => {
    it('count wherever points are counted, and leave what was earned and solved', async () => {
      const { courseId, userId, handIns } = await aClassroom(db(), ['a', 'b']);
      const [a, b] = handIns as [HandIn, HandIn];
      const { submission } = await graded(db(), a, aResult('passed'));
      await graded(db(), b, aResult('failed', { points: 40.1 }));
      expect(await set(userId, 'a', 0.2)).toEqual({ kind: 'done', userId, earned: 100 });
      const total = 40.3;
      expect(await readTotalPoints(db(), userId)).toBe(total);
      expect(await readProgress(db(), { userId, courseId })).toEqual({
        points: total,
        completedAssignmentIds: [a.assignmentId],
        overriddenPoints: [
          {
            ...{ assignmentId: a.assignmentId, points: 0.2, earned: 100, reason },
            changedAt: expect.stringMatching(/^20.+Z$/) as string,
          },
        ],
      });
      expect(await readSubmissionsWithPoints(db(), [submission.id])).toMatchObject([
        { points: total },
      ]);
      const rule = { take: 'best', before: null } as const;
      const students = [userId];
      expect(await listStudentPoints(db(), { course: 'course', students, rule })).toMatchObject([
        {
          total,
          assignments: [
            {
              ...{ assignment: 'a', points: 0.2, earned: 100, solved: true },
              overridden: { points: 0.2, reason, author: null },
            },
            { assignment: 'b', points: 40.1, earned: 40.1 },
          ],
        },
      ]);

      await graded(db(), { ...b, code: 'again' }, aResult('passed'));
      await set(userId, 'b', 1.5);
      await set(userId, 'b', 2.5);
      expect(await readTotalPoints(db(), userId)).toBe(2.7);
      expect(await set(userId, 'a', null)).toEqual({ kind: 'done', userId, earned: 100 });
      expect(await set(userId, 'a', null)).toEqual({ kind: 'nothing-to-remove' });
      expect(await readTotalPoints(db(), userId)).toBe(102.5);
      const log = await db().selectFrom('audit_log').select(['action', 'subject_id']).execute();
      expect(log.map(({ action }) => action)).toEqual([
        ...['override-points', 'override-points', 'override-points', 'remove-overridden-points'],
      ]);
    });

    it('can be given for nothing, by number or mail address, to members only', async () => {
      const { courseId } = await aClassroom(db(), ['a']);
      const csv = 'name,mail,group,id\nAda Lovelace,ada@example.org,A,12\n';
      await loadRoster(db(), { courseId, actor: null, csv, dryRun: false });
      const [ada] = (await readPointsCourse(db(), 'course'))?.students ?? [];
      const userId = ada?.uuid ?? '';
      expect(await set('12', 'a', 5)).toEqual({ kind: 'done', userId, earned: null });
      expect(await set('Ada@Example.org', 'a', 6)).toEqual({ kind: 'done', userId, earned: null });
      expect(await set(userId, 'a', 7)).toEqual({ kind: 'done', userId, earned: null });
      expect(await stored()).toMatchObject([{ user_id: userId, points: 7 }]);

      const stranger = await aUser(db());
      for (const student of [stranger, nobodysId, '13', 'bob@example.org', '', "'; drop table x"]) {
        expect(await set(student, 'a', 5)).toEqual({ kind: 'no-student' });
      }
      expect(await set('12', 'none', 5)).toEqual({ kind: 'no-assignment' });
      expect(await set('12', 'a', 5, 'none')).toEqual({ kind: 'no-assignment' });
      expect(await stored()).toHaveLength(1);
    });

    it('are in the exports of user and course, and are deleted with either', async () => {
      const { userId, handIn } = await aClassroom(db(), ['a']);
      await graded(db(), handIn, aResult('failed'));
      await set(userId, 'a', 3);
      const given = { points: 3, reason };
      expect(await exportUser(db(), userId)).toMatchObject({
        points: 3,
        overriddenPoints: [{ course: 'course', assignment: 'a', ...given }],
      });
      const user = { ...(await exportUser(db(), userId)), submissions: [] };
      expect(() => userExportSchema.parse(user)).not.toThrow();
      const rows = [];
      for (let page = await exportCourse(db(), 'course', null); page !== null;) {
        rows.push(...page.rows);
        page = page.next && (await exportCourse(db(), 'course', page.next));
      }
      expect(rows).toContainEqual(
        expect.objectContaining({ kind: 'overridden-points', user: userId, ...given }),
      );

      const friend = await aUser(db());
      await graded(db(), { ...handIn, userId: friend, code: 'x' }, aResult('failed'));
      await set(friend, 'a', 4);
      await deleteUser(db(), userId);
      expect(await stored()).toMatchObject([{ user_id: friend }]);
      await publishCourse(db(), 'course', false);
      await removeCourse(db(), 'course');
      expect(await stored()).toEqual([]);
    });

    it('keep their user from being pruned', async () => {
      const { userId, handIn } = await aClassroom(db(), ['a']);
      await graded(db(), handIn, aResult('failed'));
      await set(userId, 'a', 3);
      const rules = { before: new Date(Date.now() + 60_000), keepNewest: false };
      let cursor: Awaited<ReturnType<typeof pruneBatch>>['next'] = null;
      do {
        cursor = (await pruneBatch(db(), { rules, dryRun: false, cursor })).next;
      } while (cursor !== null);
      expect(await db().selectFrom('submissions').select('id').execute()).toEqual([]);
      expect(await stored()).toMatchObject([{ user_id: userId }]);
    });
  });
}
