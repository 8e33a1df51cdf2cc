import { randomUUID } from 'node:crypto';
import type { TestResult } from '@touchstone/contracts';
import { describe, expect, it } from 'vitest';
import {
  beginAttempt,
  handBackAttempt,
  readGradingSource,
  readProgress,
  readSubmission,
  readSubmissionsWithPoints,
  readTotalPoints,
  storeCourse,
  storeResult,
  type Database,
  type HandIn,
} from '../../src/index.ts';
import {
  aBundle,
  accepted,
  aClassroom,
  aCourse,
  anAssignment,
  aResult,
  aUser,
  begun,
  graded,
  lostLimit,
  malformedIds,
  nobodysId,
} from '../fixtures.ts';

export function describeGrading(database: () => Database): void {
  const db = () => database().kysely;

  describe('an attempt', () => {
    it('has a number, and a deadline that depends on the bundle’s wall limit', async () => {
      const limits = { cpuSeconds: 5, wallSeconds: 30.5, memoryMiB: 64 };
      const slow = anAssignment('slow', { bundle: aBundle({ limits }) });
      const { handIn } = await aClassroom(db(), [slow]);
      const { id } = (await accepted(db(), handIn)).submission;
      const { attempt, stored } = await begun(db(), id, 1_500);
      expect(attempt).toBe(1);
      expect(stored).toMatchObject({ attempt: 1, revision: 2, submission: { status: 'grading' } });
      expect(await readSubmission(db(), id)).toEqual(stored);
      const row = await db().selectFrom('submissions').selectAll().executeTakeFirstOrThrow();
      expect((row.deadline_at?.getTime() ?? 0) - row.changed_at.getTime()).toBe(32_000);
    });

    it('has the next number after another one', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const { id } = (await accepted(db(), handIn)).submission;
      for (const expected of [1, 2, 3]) expect((await begun(db(), id)).attempt).toBe(expected);
      expect(await readSubmission(db(), id)).toMatchObject({ revision: 4, attempt: 3 });
    });

    it('is the same when the call that began it is repeated', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const { id } = (await accepted(db(), handIn)).submission;
      const begin = (gradingId: string) =>
        beginAttempt(db(), { submissionId: id, gradingId, slackMs: 0, lostLimit });
      const [one, other] = [randomUUID(), randomUUID()];
      const first = await begin(one);
      expect(first).toMatchObject({ kind: 'begun', attempt: 1 });
      expect(await begin(one)).toEqual(first);
      expect(await begin(other)).toMatchObject({ kind: 'begun', attempt: 2 });
      expect(await begin(one)).toMatchObject({ kind: 'begun', attempt: 3 });
      expect((await begin(other)).kind).toBe('exhausted');
    });

    it('is not begun for a graded or unknown submission', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const { submission } = await graded(db(), handIn, aResult('passed'));
      const begin = (submissionId: string) =>
        beginAttempt(db(), { submissionId, slackMs: 0, lostLimit });
      expect(await begin(submission.id)).toEqual({ kind: 'already-graded' });
      for (const id of [...malformedIds, nobodysId]) {
        expect(await begin(id)).toEqual({ kind: 'unknown' });
      }
    });

    it('reads code and bundle by the submission’s id', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const { id } = (await accepted(db(), handIn)).submission;
      expect(await readGradingSource(db(), id)).toEqual({
        code: handIn.code,
        bundleHash: handIn.bundleHash,
      });
      for (const unknown of [...malformedIds, nobodysId]) {
        expect(await readGradingSource(db(), unknown)).toBeNull();
      }
    });
  });

  describe('an attempt that is handed back', () => {
    const anAttempt = async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const { id } = (await accepted(db(), handIn)).submission;
      await begun(db(), id);
      return id;
    };
    const handBack = (submissionId: string, attempt: number) =>
      handBackAttempt(db(), { submissionId, attempt });

    it('queues the submission immediately, and may be handed back again', async () => {
      const id = await anAttempt();
      const outcome = await handBack(id, 1);
      expect(outcome).toMatchObject({ kind: 'requeued', changed: [{ revision: 3, attempt: 1 }] });
      expect((await readSubmission(db(), id))?.submission.status).toBe('queued');
      expect(await handBack(id, 1)).toEqual({ kind: 'requeued', changed: [] });
    });

    it('does not count as lost', async () => {
      const id = await anAttempt();
      for (let attempt = 1; attempt <= 2 * lostLimit; attempt++) {
        await handBack(id, attempt);
        expect((await begun(db(), id)).attempt).toBe(attempt + 1);
      }
    });

    it('must be the newest of an ungraded submission', async () => {
      const id = await anAttempt();
      await begun(db(), id);
      expect(await handBack(id, 1)).toEqual({ kind: 'stale' });
      expect((await readSubmission(db(), id))?.submission.status).toBe('grading');
      await storeResult(db(), { submissionId: id, attempt: 2, result: aResult('failed') });
      expect(await handBack(id, 2)).toEqual({ kind: 'already-graded' });
      for (const unknown of [...malformedIds, nobodysId]) {
        expect(await handBack(unknown, 1)).toEqual({ kind: 'unknown' });
      }
    });
  });

  describe('a result', () => {
    it('is stored with every character and number', async () => {
      const test: TestResult = {
        name: 'SumTest.test_one',
        title: 'One — 一 \u{1f600}',
        outcome: 'failed',
        message: 'tab\t newline\n quote " backslash \\ \u0001 \u2028 \uffff',
        call: null,
        expected: "'\\x00'",
        actual: '',
        line: 3,
        output: null,
        points: 0.1,
        hint: null,
        hidden: false,
      };
      const result = aResult('failed', { tests: [test], output: 'é'.repeat(65_536), points: 33.3 });
      const { handIn } = await aClassroom(db(), ['a']);
      const { id } = (await accepted(db(), handIn)).submission;
      await begun(db(), id);
      const outcome = await storeResult(db(), { submissionId: id, attempt: 1, result });
      if (outcome.kind !== 'stored') throw new Error(outcome.kind);
      expect(outcome.stored).toMatchObject({ revision: 3, attempt: 1 });
      expect(outcome.stored.submission).toMatchObject({ status: 'graded', result });
      expect(outcome.stored.submission.gradedAt).not.toBeNull();
      expect(await readSubmission(db(), id)).toEqual(outcome.stored);
    });

    it('is stored once: a repeated call changes nothing', async () => {
      const { handIn, userId, courseId } = await aClassroom(db(), ['a']);
      const { id } = (await accepted(db(), handIn)).submission;
      await begun(db(), id);
      const store = (verdict: 'passed' | 'failed') =>
        storeResult(db(), { submissionId: id, attempt: 1, result: aResult(verdict) });
      expect(await store('failed')).toMatchObject({ kind: 'stored', progressChanged: false });
      const after = await readSubmission(db(), id);
      expect(await store('failed')).toEqual({ kind: 'repeated' });
      expect(await store('passed')).toEqual({ kind: 'repeated' });
      expect(await readSubmission(db(), id)).toEqual(after);
      expect((await readProgress(db(), { userId, courseId })).points).toBe(0);
    });

    it('is stored once by twenty simultaneous calls', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      const { id } = (await accepted(db(), handIn)).submission;
      await begun(db(), id);
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, () =>
          storeResult(db(), { submissionId: id, attempt: 1, result: aResult('passed') }),
        ),
      );
      expect(outcomes.filter(({ kind }) => kind === 'stored')).toHaveLength(1);
      expect(outcomes.filter(({ kind }) => kind === 'repeated')).toHaveLength(19);
      expect(await readTotalPoints(db(), userId)).toBe(100);
    });

    it('of an older attempt is refused, before and after the newest attempt’s', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const { id } = (await accepted(db(), handIn)).submission;
      await begun(db(), id);
      await begun(db(), id);
      const store = (attempt: number) =>
        storeResult(db(), { submissionId: id, attempt, result: aResult('failed') });
      expect(await store(1)).toEqual({ kind: 'stale' });
      expect(await store(3)).toEqual({ kind: 'stale' });
      expect(await store(2)).toMatchObject({ kind: 'stored' });
      expect(await store(1)).toEqual({ kind: 'stale' });
      expect(await store(2)).toEqual({ kind: 'repeated' });
    });

    it('of an unknown submission is refused', async () => {
      for (const submissionId of [...malformedIds, nobodysId]) {
        const request = { submissionId, attempt: 1, result: aResult('failed') };
        expect(await storeResult(db(), request)).toEqual({ kind: 'unknown' });
      }
    });

    it('that cannot be stored leaves the submission in grading', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      const { id } = (await accepted(db(), handIn)).submission;
      const { stored } = await begun(db(), id);
      for (const impossible of [
        aResult('failed', { correct: true, points: 100 }),
        aResult('passed', { points: -1 }),
        aResult('failed', { output: 'a NUL: \0' }),
      ]) {
        const request = { submissionId: id, attempt: 1, result: impossible };
        await expect(storeResult(db(), request)).rejects.toThrow();
      }
      expect(await readSubmission(db(), id)).toEqual(stored);
      expect(await readTotalPoints(db(), userId)).toBe(0);
    });
  });

  describe('progress', () => {
    it('is empty before the first result', async () => {
      const { userId, courseId } = await aClassroom(db(), ['a']);
      const nothing = { points: 0, completedAssignmentIds: [] };
      expect(await readProgress(db(), { userId, courseId })).toEqual(nothing);
      expect(await readTotalPoints(db(), userId)).toBe(0);
    });

    it('counts an assignment once, with the best result', async () => {
      const { handIns, userId, courseId } = await aClassroom(db(), ['a', 'b']);
      const [a, b] = handIns as [HandIn, HandIn];
      const submit = async (handIn: HandIn, points: number, correct: boolean) => {
        const { id } = (await accepted(db(), handIn)).submission;
        await begun(db(), id);
        const result = aResult(correct ? 'passed' : 'failed', { points });
        const outcome = await storeResult(db(), { submissionId: id, attempt: 1, result });
        const { points: total } = await readProgress(db(), { userId, courseId });
        return [outcome.kind === 'stored' && outcome.progressChanged, total];
      };
      expect(await submit(a, 0, false)).toEqual([false, 0]);
      expect(await submit(a, 40.1, false)).toEqual([true, 40.1]);
      expect(await submit(a, 20, false)).toEqual([false, 40.1]);
      expect(await submit(b, 0.2, false)).toEqual([true, 40.3]);
      expect(await submit(a, 100, true)).toEqual([true, 100.2]);
      expect(await submit(a, 100, true)).toEqual([false, 100.2]);
      expect(await submit(a, 0, false)).toEqual([false, 100.2]);
      expect(await readProgress(db(), { userId, courseId })).toEqual({
        points: 100.2,
        completedAssignmentIds: [a.assignmentId],
      });
    });

    it('is read with graded submissions, for their course only', async () => {
      const { handIns, userId } = await aClassroom(db(), ['a', 'b']);
      const [a, b] = handIns as [HandIn, HandIn];
      const { handIn: elsewhere } = await aClassroom(db(), ['a'], 'other');
      await graded(db(), { ...elsewhere, userId }, aResult('passed', { points: 7 }));
      const one = (await graded(db(), a, aResult('passed', { points: 0.3 }))).submission.id;
      const open = (await accepted(db(), b)).submission.id;
      const read = (...ids: string[]) => readSubmissionsWithPoints(db(), ids);
      const found = await read(...malformedIds, one, open, nobodysId);
      expect(found.map(({ points }) => points).sort()).toEqual([0, 0.3]);
      expect(await read(one)).toEqual([{ ...(await readSubmission(db(), one)), points: 0.3 }]);
    });

    it('includes a solved assignment without points', async () => {
      const { handIn, userId, courseId } = await aClassroom(db(), [
        anAssignment('free', { points: 0 }),
      ]);
      await graded(db(), handIn, aResult('passed', { points: 0 }));
      expect(await readProgress(db(), { userId, courseId })).toEqual({
        points: 0,
        completedAssignmentIds: [handIn.assignmentId],
      });
    });

    it('is separate for each user and course, in the course’s order', async () => {
      const { handIns, userId, courseId } = await aClassroom(db(), ['a', 'b']);
      const [a, b] = handIns as [HandIn, HandIn];
      const other = await storeCourse(db(), aCourse('other', ['a']));
      await graded(db(), b, aResult('passed'));
      await graded(db(), a, aResult('passed'));
      const nothing = { points: 0, completedAssignmentIds: [] };
      expect(await readProgress(db(), { userId, courseId })).toEqual({
        points: 200,
        completedAssignmentIds: [a.assignmentId, b.assignmentId],
      });
      expect(await readProgress(db(), { userId, courseId: other.courseId })).toEqual(nothing);
      expect(await readProgress(db(), { userId: await aUser(db()), courseId })).toEqual(nothing);
      expect(await readTotalPoints(db(), userId)).toBe(200);
    });

    it('stays when the assignment is retired or its tests change', async () => {
      const { handIns, userId, courseId } = await aClassroom(db(), ['a', 'b']);
      const [a, b] = handIns as [HandIn, HandIn];
      await graded(db(), a, aResult('passed'));
      const { id } = (await accepted(db(), b)).submission;
      await begun(db(), id);
      const stricter = anAssignment('b', { bundle: aBundle({ points: 50 }), points: 50 });
      await storeCourse(db(), aCourse('course', [stricter]), { retire: ['a'] });
      await storeResult(db(), { submissionId: id, attempt: 1, result: aResult('passed') });
      const ofB = { points: 100, completedAssignmentIds: [b.assignmentId] };
      expect(await readProgress(db(), { userId, courseId })).toEqual(ofB);
      await storeCourse(db(), aCourse('course', ['a', stricter]));
      expect(await readProgress(db(), { userId, courseId })).toEqual({
        points: 200,
        completedAssignmentIds: [a.assignmentId, b.assignmentId],
      });
    });
  });
}
