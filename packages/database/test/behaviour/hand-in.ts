import { reproducibleVerdicts, verdicts } from '@touchstone/contracts';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import {
  insertQueued,
  insertQueuedTogether,
  insertReused,
  listQueued,
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
  lookFor,
} from '../fixtures.ts';

export function describeHandIn(database: () => Database): void {
  const db = () => database().kysely;
  /** The columns of the row itself. */
  const storedIn = (id: string) =>
    db()
      .selectFrom('submissions')
      .select(['code', 'result', 'summary'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
  const findReusable = async (handIn: HandIn) => (await lookFor(db(), handIn)).reusable;

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
          earlierTests: false,
          regradedAt: null,
        },
        userId,
        courseId,
        revision: 1,
        attempt: 0,
        leaderId: null,
      });
      expect(await readSubmission(db(), stored.submission.id)).toEqual(stored);
    });

    it('queues what many hand in at once as it would each', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      const [first, second, third, fourth] = await Promise.all(
        Array.from({ length: 4 }, () => aUser(db())),
      );
      const by = (
        user: string | undefined,
        code: string,
        changes: Partial<HandIn> = {},
      ): HandIn => ({
        ...{ ...handIn, ...changes, userId: user ?? '', code },
      });
      const ungraded = await accepted(db(), by(userId, 'a\n'));
      const receivedAt = new Date('2026-01-02T03:04:05.678Z');
      const code = 'print("{ä,\\u{1f600}\\\\NULL", "")\r\n';
      const otherFiles = [{ name: 'b.py', code: '"{}"\n' }];
      const stored = await insertQueuedTogether(db(), [
        by(userId, 'b\n'),
        by(first, code, { requestId: 'first', receivedAt }),
        by(second, 'a\n'),
        by(third, 'c\n', { fileName: 'main.py', otherFiles }),
        by(third, 'd\n'),
        by(fourth, code.replace('\r', '')),
      ]);
      // In the way: an own one, an identical one that waits, an own one and an identical one of the same call.
      expect(stored.map((row) => row?.userId ?? null)).toEqual([
        ...[null, first, null, third, null, null],
      ]);
      expect(stored[1]).toMatchObject({
        submission: { code, status: 'queued', createdAt: receivedAt.toISOString() },
        ...{ revision: 1, attempt: 0, leaderId: null, requestId: 'first' },
      });
      expect(stored[3]?.submission).toMatchObject({
        files: [{ name: 'main.py', code: 'c\n' }, ...otherFiles],
      });
      for (const row of stored) {
        if (row !== null) expect(await readSubmission(db(), row.submission.id)).toEqual(row);
      }
      const alone = await accepted(db(), by(fourth, 'e\n'));
      expect(await insertQueuedTogether(db(), [by(fourth, 'f\n')])).toEqual([null]);
      expect(await listQueued(db(), { olderThanMs: 0, limit: 9, lostLimit: 5 })).toHaveLength(4);
      expect([ungraded, alone].map(({ submission }) => submission.status)).toEqual([
        ...['queued', 'queued'],
      ]);
    });

    it('stores the id of the request in all cases', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const by = async (requestId?: string): Promise<HandIn> => ({
        ...{ ...handIn, userId: await aUser(db()) },
        ...(requestId !== undefined && { requestId }),
      });
      const first = await accepted(db(), await by('first'));
      const second = await insertQueued(db(), await by('second'));
      expect([first.requestId, second]).toMatchObject([
        'first',
        { kind: 'following', stored: { requestId: 'second' } },
      ]);
      const { attempt } = await begun(db(), first.submission.id);
      const result = aResult('passed');
      const ended = await storeResult(db(), { submissionId: first.submission.id, attempt, result });
      expect(ended).toMatchObject({
        stored: { requestId: 'first' },
        followers: { changed: [{ requestId: 'second' }] },
      });
      const source = { ...result, id: first.submission.id };
      const third = await insertReused(db(), { ...(await by('third')), source });
      expect(third?.requestId).toBe('third');
      expect(await readSubmission(db(), third?.submission.id ?? '')).toEqual(third);

      await accepted(db(), { ...(await by('fourth')), code: 'print(4)\n' });
      await accepted(db(), { ...(await by()), code: 'print(5)\n' });
      const queued = await listQueued(db(), { olderThanMs: 0, limit: 9, lostLimit: 5 });
      expect(queued.map(({ requestId }) => requestId)).toEqual(['fourth', undefined]);
    });

    it('allows one ungraded submission per user, in all assignments', async () => {
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

    it('accepts one of fifty simultaneous calls, and returns it to the others', async () => {
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
              source: { id: source.id, points: 100, correct: true },
            });
            throw new Error('changed my mind');
          }),
      ).rejects.toThrow('changed my mind');
      expect(await db().selectFrom('submissions').select('id').execute()).toEqual([]);
    });

    it('is possible with the old bundle of a retired or changed assignment', async () => {
      const { handIn, userId, courseId } = await aClassroom(db(), ['a']);
      await db().updateTable('assignments').set({ position: null }).execute();
      await graded(db(), handIn, aResult('passed'));
      const nothing = { points: 0, completedAssignmentIds: [] };
      expect(await readProgress(db(), { userId, courseId })).toEqual(nothing);
      await db().updateTable('assignments').set({ position: 1 }).execute();
      expect(await readProgress(db(), { userId, courseId })).toEqual({
        points: 100,
        completedAssignmentIds: [handIn.assignmentId],
      });
    });
  });

  describe('reading a submission', () => {
    it('finds nothing for a malformed or unknown id', async () => {
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
          reproducible
            ? {
                id: submission.id,
                points: verdict === 'passed' ? 100 : 0,
                correct: verdict === 'passed',
                sameCode: true,
              }
            : null,
        );
      },
    );

    it('needs the same assignment, bundle and code', async () => {
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

    it('does not wait for an ungraded one, which is returned as well', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      expect(await lookFor(db(), handIn)).toEqual({ reusable: null, ungradedId: null });
      const { submission } = await accepted(db(), handIn);
      expect(await lookFor(db(), handIn)).toEqual({ reusable: null, ungradedId: submission.id });
      const userId = await aUser(db());
      expect(await lookFor(db(), { ...handIn, userId })).toEqual({
        reusable: null,
        ungradedId: null,
      });
    });

    it('stores a graded submission that counts immediately, even with another in grading', async () => {
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

    it('stores neither the result nor equal code again', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const result = aResult('failed', { output: 'x'.repeat(50_000) });
      const code = 'x = 1\ny = 2\n';
      const original = (await graded(db(), { ...handIn, code }, result)).submission;
      const reuse = async (its: string) => {
        const source = await findReusable({ ...handIn, code: its });
        if (source === null) throw new Error('nothing to reuse');
        const submission = (await insertReused(db(), { ...handIn, code: its, source }))?.submission;
        if (submission === undefined) throw new Error('the source is gone');
        expect(submission).toMatchObject({ code: its, result, reusedFrom: original.id });
        expect((await readSubmission(db(), submission.id))?.submission).toEqual(submission);
        return { sameCode: source.sameCode, stored: await storedIn(submission.id) };
      };
      const nothing = { code: null, result: null, summary: null };
      expect(await reuse(code)).toEqual({ sameCode: true, stored: nothing });
      // The code is read as it was typed, with this student's line endings.
      const typed = code.replaceAll('\n', '\r\n');
      expect(await reuse(typed)).toEqual({ sameCode: false, stored: { ...nothing, code: typed } });
    });

    it('uses the result where no summary is stored', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      await graded(db(), handIn, aResult('passed', { points: 40.5 }));
      await db()
        .updateTable('submissions')
        .set({ summary: sql`null` })
        .execute();
      expect(await findReusable(handIn)).toMatchObject({ points: 40.5, correct: true });
    });

    it('always refers to the original', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const original = (await graded(db(), handIn, aResult('failed'))).submission;
      const source = { id: original.id, points: 0, correct: false };
      for (let copy = 0; copy < 3; copy++) await insertReused(db(), { ...handIn, source });
      expect((await findReusable(handIn))?.id).toBe(original.id);
    });
  });
}
