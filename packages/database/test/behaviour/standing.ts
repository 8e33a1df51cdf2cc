import { randomUUID } from 'node:crypto';
import type { Outcome, Result } from '@touchstone/contracts';
import { describe, expect, it } from 'vitest';
import {
  applyNextProgram,
  beginProgram,
  deleteUser,
  hashCode,
  insertQueued,
  insertReused,
  listQueuedPrograms,
  markSeen,
  pruneBatch,
  removeCourse,
  publishCourse,
  startRegrade,
  storeProgramResult,
  storeResult,
  type Database,
  type HandIn,
} from '../../src/index.ts';
import { refreshStandings } from '../../src/standing/refresh.ts';
import {
  accepted,
  aClassroom,
  aResult,
  aUser,
  begun,
  graded,
  lostLimit,
  madeBy,
} from '../fixtures.ts';

/** A result whose tests have these outcomes, by name. */
export const ofTests = (tests: Record<string, Outcome>, changes: Partial<Result> = {}): Result =>
  aResult(Object.values(tests).every((one) => one === 'passed') ? 'passed' : 'failed', {
    tests: Object.entries(tests).map(([name, outcome]) => ({
      ...{ name, title: `Title of ${name}`, outcome, message: null, call: null, expected: null },
      ...{ actual: null, line: null, output: null, points: null, hint: null, hidden: false },
    })),
    ...changes,
  });

export function describeStanding(database: () => Database): void {
  const db = () => database().kysely;
  const readAll = async () =>
    (
      await db()
        .selectFrom('standings')
        .selectAll()
        .orderBy('user_id')
        .orderBy('first_at')
        .execute()
    ).map((row) => ({ ...row, passed_tests: row.passed_tests.toSorted() }));
  const readOnly = async () => {
    const [row] = await readAll();
    if (row === undefined) throw new Error('there is no standing');
    return row;
  };
  const short = (code: string) => hashCode({ code }).subarray(0, 8);
  const nothing = ofTests({ adds: 'failed', halves: 'error' });

  describe('a standing', () => {
    it('counts tries, and says when and by which the assignment was solved', async () => {
      const { handIn, courseId } = await aClassroom(db(), ['a']);
      const first = await graded(db(), { ...handIn, code: '1' }, nothing);
      await graded(db(), { ...handIn, code: '2' }, aResult('internal-error'));
      const last = await graded(
        db(),
        { ...handIn, code: '3' },
        ofTests({ adds: 'passed', halves: 'passed' }),
      );
      await graded(db(), { ...handIn, code: '4' }, nothing);
      const row = await readOnly();
      expect(row).toMatchObject({
        ...{ user_id: handIn.userId, assignment_id: handIn.assignmentId, course_id: courseId },
        ...{ tries: 3, solved_try: 2, verdict: 'failed', failing_test: 'adds' },
        passed_tests: ['adds', 'halves'],
      });
      expect(row.first_at.toISOString()).toBe(first.submission.createdAt);
      expect(row.solved_at?.toISOString()).toBe(last.submission.createdAt);
      expect(row.last_at.getTime()).toBeGreaterThan(row.solved_at?.getTime() ?? 0);
    });

    it('counts different programs since a test passed for the first time', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const half = ofTests({ adds: 'passed', halves: 'failed' });
      const other = ofTests({ adds: 'failed', halves: 'passed' });
      const since = async (code: string, result: Result) => {
        await graded(db(), { ...handIn, code, serving: [] }, result);
        const { programs_since, stuck } = await readOnly();
        return { programs: programs_since, stuck };
      };
      expect(await since('1', nothing)).toEqual({ programs: [short('1')], stuck: false });
      expect(await since('2', half)).toEqual({ programs: [], stuck: false });
      for (const code of ['3', '4', '4', '5', '6']) await since(code, nothing);
      expect((await readOnly()).programs_since).toHaveLength(4);
      // It passed before.
      expect((await since('7', half)).stuck).toBe(true);
      expect(await since('8', other)).toEqual({ programs: [], stuck: false });
      for (const code of ['a', 'b', 'c', 'd', 'e']) await since(code, nothing);
      expect((await readOnly()).stuck).toBe(true);
      await since('f', ofTests({ adds: 'passed', halves: 'passed' }));
      expect((await readOnly()).stuck).toBe(false);
    });

    it('counts anew once a teacher has seen it', async () => {
      const { handIn, courseId } = await aClassroom(db(), ['a']);
      const { userId, assignmentId } = handIn;
      const teacherId = await aUser(db());
      const mark = { courseId, userId, assignmentId, actor: teacherId };
      expect(await markSeen(db(), mark)).toBe(false);
      for (const code of ['1', '2', '3', '4', '5'])
        await graded(db(), { ...handIn, code }, nothing);
      expect((await readOnly()).stuck).toBe(true);
      expect(await markSeen(db(), mark)).toBe(true);
      expect((await readOnly()).stuck).toBe(false);
      for (const code of ['6', '7', '8', '9']) await graded(db(), { ...handIn, code }, nothing);
      await refreshStandings(db(), { assignmentId, userIds: [userId] });
      expect(await readOnly()).toMatchObject({ tries: 9, stuck: false });
      await graded(db(), { ...handIn, code: '10' }, nothing);
      expect((await readOnly()).stuck).toBe(true);
      const marks = await db().selectFrom('seen_marks').select('teacher_id').execute();
      expect(marks).toEqual([{ teacher_id: teacherId }]);
      await deleteUser(db(), teacherId);
      expect(await db().selectFrom('seen_marks').select('teacher_id').execute()).toEqual([
        { teacher_id: null },
      ]);
    });

    it('remembers twenty programs at most', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      for (let n = 0; n < 23; n++) await graded(db(), { ...handIn, code: `${n}` }, nothing);
      expect((await readOnly()).programs_since).toHaveLength(20);
      expect(await readOnly()).toMatchObject({ tries: 23, last_program: short('22') });
    });

    it('is written when a result is reused or shared', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const leader = await accepted(db(), handIn);
      const followerId = await aUser(db());
      await insertQueued(db(), { ...handIn, userId: followerId });
      const { id } = leader.submission;
      const { attempt } = await begun(db(), id);
      await storeResult(db(), { submissionId: id, attempt, result: nothing, madeBy });
      const reuserId = await aUser(db());
      const source = { id, points: 0, correct: false };
      await insertReused(db(), { ...handIn, userId: reuserId, source });
      const rows = await readAll();
      expect(rows.map(({ user_id }) => user_id).sort()).toEqual(
        [handIn.userId, followerId, reuserId].sort(),
      );
      for (const row of rows) {
        expect(row).toMatchObject({ tries: 1, failing_test: 'adds', verdict: 'failed' });
      }
      expect(await db().selectFrom('failures_due').selectAll().execute()).toHaveLength(3);
    });

    it('is the same when it is computed anew from the submissions', async () => {
      const { handIns } = await aClassroom(db(), ['a', 'b']);
      const [a, b] = handIns as [HandIn, HandIn];
      const results = [
        nothing,
        ofTests({ adds: 'passed', halves: 'failed' }),
        aResult('syntax-error'),
        aResult('internal-error'),
        ofTests({ adds: 'failed', halves: 'error' }),
        nothing,
      ];
      for (const [index, result] of results.entries()) {
        await graded(db(), { ...a, code: `a${index}` }, result);
      }
      await graded(db(), b, ofTests({ adds: 'passed' }));
      await graded(db(), { ...b, code: 'b' }, nothing);
      const before = await readAll();
      await db().deleteFrom('standings').execute();
      for (const { assignmentId, userId } of handIns) {
        await refreshStandings(db(), { assignmentId, userIds: [userId] });
      }
      expect(await readAll()).toEqual(before);
    });

    it('follows a regrade', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const wrong = ofTests({ adds: 'failed' });
      for (const code of ['1', '2', '3', '4', '5']) await graded(db(), { ...handIn, code }, wrong);
      expect((await readOnly()).stuck).toBe(true);
      await db().deleteFrom('failures_due').execute();
      const regradeId = await regradeAll(handIn.userId, ofTests({ adds: 'passed' }));
      const changed: string[] = [];
      for (;;) {
        const applied = await applyNextProgram(db(), { regradeId, alsoDown: false });
        changed.push(...applied.changed.map(({ submission }) => submission.id));
        if (applied.isLast) break;
      }
      expect(changed).toHaveLength(5);
      expect(await readOnly()).toMatchObject({
        ...{ stuck: false, tries: 5, solved_try: 1, passed_tests: ['adds'], failing_test: null },
      });
      expect(await db().selectFrom('failures_due').selectAll().execute()).toHaveLength(5);
    });

    it('leaves with its user and its course', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const otherId = await aUser(db());
      await graded(db(), handIn, nothing);
      await graded(db(), { ...handIn, userId: otherId, code: '2' }, nothing);
      await deleteUser(db(), handIn.userId);
      expect((await readAll()).map(({ user_id }) => user_id)).toEqual([otherId]);
      await publishCourse(db(), 'course', false);
      await removeCourse(db(), 'course');
      expect(await readAll()).toEqual([]);
    });

    it('stays while something of it is left after pruning', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const otherId = await aUser(db());
      const solvedId = await aUser(db());
      const solved = ofTests({ adds: 'passed' });
      await graded(db(), { ...handIn, code: '1' }, nothing);
      await graded(db(), { ...handIn, userId: otherId, code: '2' }, nothing);
      await graded(db(), { ...handIn, userId: otherId, code: '3' }, nothing);
      await graded(db(), { ...handIn, userId: solvedId, code: '4' }, solved);
      const left = async (keepNewest: boolean) => {
        const rules = { before: new Date(Date.now() + 1_000), keepNewest };
        await pruneBatch(db(), { rules, dryRun: false, cursor: null });
        return (await readAll()).map(({ user_id, tries }) => ({ user_id, tries }));
      };
      const both = await left(true);
      expect(both).toHaveLength(3);
      expect(both).toContainEqual({ user_id: otherId, tries: 2 });
      expect(await left(false)).toEqual([{ user_id: solvedId, tries: 1 }]);
    });
  });

  /** A graded regrade of all of a user's submissions, each program with that result. */
  async function regradeAll(userId: string, result: Result): Promise<string> {
    const selection = { student: userId, only: null, internalErrors: false, since: null };
    const request = { course: 'course', assignment: 'a', selection };
    const started = await startRegrade(db(), request);
    if (started === null) throw new Error('no such assignment');
    for (const { id } of await listQueuedPrograms(db(), 100)) {
      const options = { id, gradingId: randomUUID(), slackMs: 5_000, lostLimit };
      const begin = await beginProgram(db(), options);
      if (begin.kind !== 'begun') throw new Error(`not begun: ${begin.kind}`);
      const { attempt } = begin;
      await storeProgramResult(db(), { submissionId: id, attempt, result, madeBy });
    }
    return started.id;
  }
}
