import { reproducibleVerdicts, verdicts } from '@touchstone/contracts';
import { describe, expect, it } from 'vitest';
import {
  findReusableAndUngraded,
  hashCode,
  insertQueued,
  insertReused,
  readProgress,
  readSubmission,
  readUngradedSubmissionId,
  storeResult,
  type Database,
  type HandIn,
} from '../../src/index.ts';
import {
  accepted,
  aClassroom,
  aResult,
  aUser,
  begun,
  graded,
  malformedIds,
  nobodysId,
} from '../fixtures.ts';

export function describeHandIn(database: () => Database): void {
  const db = () => database().kysely;
  const lookFor = ({ code, ...handIn }: HandIn) =>
    findReusableAndUngraded(db(), { ...handIn, codeHash: hashCode(code) });
  const findReusable = async (handIn: HandIn) => (await lookFor(handIn)).reusable;

  describe('handing in', () => {
    it('queues a submission', async () => {
      const { handIn, courseId, userId } = await aClassroom(db(), ['a']);
      const stored = await accepted(db(), { ...handIn, code: 'print("ä\u{1f600}")\r\n' });
      expect(stored).toEqual({
        submission: {
          id: expect.any(String) as string,
          assignmentId: handIn.assignmentId,
          code: 'print("ä\u{1f600}")\r\n',
          status: 'queued',
          result: null,
          createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
          gradedAt: null,
          reusedFrom: null,
        },
        userId,
        courseId,
        revision: 1,
        attempt: 0,
        leaderId: null,
      });
      expect(await readSubmission(db(), stored.submission.id)).toEqual(stored);
    });

    it('is for one ungraded submission a user, whatever the assignment', async () => {
      const { handIns, userId } = await aClassroom(db(), ['a', 'b']);
      const [a, b] = handIns as [HandIn, HandIn];
      expect(await readUngradedSubmissionId(db(), userId)).toBeNull();
      const { id } = (await accepted(db(), a)).submission;
      expect(await insertQueued(db(), b)).toEqual({ kind: 'in-grading', submissionId: id });
      const { attempt } = await begun(db(), id);
      expect(await insertQueued(db(), b)).toEqual({ kind: 'in-grading', submissionId: id });
      expect(await readUngradedSubmissionId(db(), userId)).toBe(id);
      const otherUsers = { ...b, code: 'print(2)\n', userId: await aUser(db()) };
      expect((await insertQueued(db(), otherUsers)).kind).toBe('accepted');
      await storeResult(db(), { submissionId: id, attempt, result: aResult('failed') });
      expect(await readUngradedSubmissionId(db(), userId)).toBeNull();
      expect((await insertQueued(db(), b)).kind).toBe('accepted');
    });

    it('accepts one of fifty at once and tells the others of it', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          insertQueued(db(), { ...handIn, code: `print(${index})` }),
        ),
      );
      const ids = outcomes.map((outcome) =>
        outcome.kind === 'in-grading' ? outcome.submissionId : outcome.stored.submission.id,
      );
      expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(1);
      expect(new Set(ids).size).toBe(1);
      expect(await db().selectFrom('submissions').select('id').execute()).toHaveLength(1);
    });

    it('takes part in the caller’s transaction', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      await expect(
        db()
          .transaction()
          .execute(async (transaction) => {
            const source = (await graded(transaction, handIn, aResult('passed'))).submission;
            await insertReused(transaction, {
              ...handIn,
              source: { id: source.id, result: aResult('passed') },
            });
            throw new Error('changed my mind');
          }),
      ).rejects.toThrow('changed my mind');
      expect(await db().selectFrom('submissions').select('id').execute()).toEqual([]);
    });

    it('of a retired or changed assignment’s old bundle is possible', async () => {
      const { handIn, userId, courseId } = await aClassroom(db(), ['a']);
      await db().updateTable('assignments').set({ position: null }).execute();
      await graded(db(), handIn, aResult('passed'));
      expect(await readProgress(db(), { userId, courseId })).toEqual({
        points: 100,
        completedAssignmentIds: [handIn.assignmentId],
      });
    });
  });

  describe('reading a submission', () => {
    it('finds nothing under a malformed or unknown id', async () => {
      for (const id of [...malformedIds, nobodysId]) {
        expect(await readSubmission(db(), id)).toBeNull();
      }
    });
  });

  describe('reuse', () => {
    it.each(verdicts)(
      'of %s happens only when the same code would get it again',
      async (verdict) => {
        const { handIn } = await aClassroom(db(), ['a']);
        const { submission } = await graded(db(), handIn, aResult(verdict));
        const reproducible = (reproducibleVerdicts as readonly string[]).includes(verdict);
        expect(await findReusable(handIn)).toEqual(
          reproducible ? { id: submission.id, result: aResult(verdict) } : null,
        );
      },
    );

    it('needs the same assignment, the same bundle and the same code', async () => {
      const { handIns } = await aClassroom(db(), ['a', 'b']);
      const [a, b] = handIns as [HandIn, HandIn];
      await graded(db(), { ...a, code: 'x = 1\ny = 2\n' }, aResult('passed'));
      const find = (changes: Partial<HandIn>) => findReusable({ ...a, ...changes });
      expect(await find({ code: 'x = 1\ny = 2\n' })).not.toBeNull();
      expect(await find({ code: 'x = 1\r\ny = 2\r\n' })).not.toBeNull();
      expect(await find({ code: 'x = 1\ny = 2' })).toBeNull();
      expect(await find({ code: 'x = 1\ny = 2\n', assignmentId: b.assignmentId })).toBeNull();
      expect(await find({ code: 'x = 1\ny = 2\n', bundleHash: b.bundleHash })).toBeNull();
    });

    it('does not wait for an ungraded one, which is found beside it', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      expect(await lookFor(handIn)).toEqual({ reusable: null, ungradedId: null });
      const { submission } = await accepted(db(), handIn);
      expect(await lookFor(handIn)).toEqual({ reusable: null, ungradedId: submission.id });
      const userId = await aUser(db());
      expect(await lookFor({ ...handIn, userId })).toEqual({ reusable: null, ungradedId: null });
    });

    it('stores a graded copy that counts at once, even with another in grading', async () => {
      const { handIns, courseId } = await aClassroom(db(), ['a', 'b']);
      const [a, b] = handIns as [HandIn, HandIn];
      const original = (await graded(db(), a, aResult('passed'))).submission;
      const source = await findReusable(a);
      if (source === null) throw new Error('nothing to reuse');
      const userId = await aUser(db());
      await accepted(db(), { ...b, userId });
      const stored = await insertReused(db(), { ...a, userId, source });
      expect(stored?.submission).toMatchObject({
        status: 'graded',
        result: original.result,
        reusedFrom: original.id,
        gradedAt: stored?.submission.createdAt,
      });
      expect(stored).toMatchObject({ userId, courseId, revision: 1, attempt: 0 });
      expect(await readProgress(db(), { userId, courseId })).toEqual({
        points: 100,
        completedAssignmentIds: [a.assignmentId],
      });
    });

    it('always names the original', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const original = (await graded(db(), handIn, aResult('failed'))).submission;
      const source = { id: original.id, result: aResult('failed') };
      for (let copy = 0; copy < 3; copy++) await insertReused(db(), { ...handIn, source });
      expect((await findReusable(handIn))?.id).toBe(original.id);
    });
  });
}
