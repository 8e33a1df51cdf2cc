import { historyEntrySchema, toHistoryEntry, type Result } from '@touchstone/contracts';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { insertReused, listSubmissions, type Database, type HandIn } from '../../src/index.ts';
import {
  accepted,
  aClassroom,
  aResult,
  aUser,
  graded,
  malformedIds,
  nobodysId,
  lookFor,
} from '../fixtures.ts';

export function describeHistory(database: () => Database): void {
  const db = () => database().kysely;
  const empty = { submissions: [], next: null };

  describe('the history', () => {
    it('is empty before the first submission', async () => {
      const { userId } = await aClassroom(db(), ['a']);
      expect(await listSubmissions(db(), { userId, limit: 20 })).toEqual(empty);
    });

    it('has the user’s submissions, newest first, of one assignment or all', async () => {
      const { handIns, userId } = await aClassroom(db(), ['a', 'b']);
      const [a, b] = handIns as [HandIn, HandIn];
      const stored = [];
      for (const handIn of [a, b, a]) stored.unshift(await graded(db(), handIn, aResult('failed')));
      await graded(db(), { ...a, userId: await aUser(db()) }, aResult('failed'));
      const submissions = stored.map(({ submission }) => toHistoryEntry(submission));
      expect(await listSubmissions(db(), { userId, limit: 20 })).toEqual({
        submissions,
        next: null,
      });
      expect(
        await listSubmissions(db(), { userId, assignmentId: a.assignmentId, limit: 20 }),
      ).toEqual({ submissions: [submissions[0], submissions[2]], next: null });
    });

    const outputs = (length: number): Result =>
      aResult('failed', {
        output: 'x'.repeat(length),
        tests: (['passed', 'failed', 'passed'] as const).map((outcome) => ({
          ...{ name: 'T.test', title: 'It works', outcome, message: 'y'.repeat(length) },
          ...{ call: null, expected: null, actual: null, line: 1, output: null },
          ...{ points: null, hint: null, hidden: false },
        })),
      });
    const summary = { verdict: 'failed', correct: false, points: 0, wallMs: 12.5 };

    it('has how each ended, and nothing that grows with code, output or tests', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      const code = `# ${'z'.repeat(30_000)}\n`;
      await graded(db(), { ...handIn, code }, outputs(30_000));
      const source = await lookFor(db(), { ...handIn, code });
      if (source.reusable === null) throw new Error('nothing to reuse');
      await insertReused(db(), { ...handIn, code, source: source.reusable });
      await accepted(db(), { ...handIn, code: 'another' });
      const { submissions } = await listSubmissions(db(), { userId, limit: 20 });
      expect(submissions).toMatchObject([
        { status: 'queued', result: null },
        { result: { ...summary, testCount: 3, passedTestCount: 2 } },
        { result: { ...summary, testCount: 3, passedTestCount: 2 } },
      ]);
      expect(submissions.map((entry) => historyEntrySchema.strict().parse(entry))).toEqual(
        submissions,
      );
      expect(JSON.stringify(submissions).length).toBeLessThan(2_000);
    });

    it('has the same for results stored without a summary', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      const { submission } = await graded(db(), handIn, outputs(10));
      await db()
        .updateTable('submissions')
        .set({ summary: sql`null` })
        .execute();
      const { submissions } = await listSubmissions(db(), { userId, limit: 20 });
      expect(submissions).toEqual([toHistoryEntry(submission)]);
    });

    it('has pages, each of which begins after the previous one', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      const ids: string[] = [];
      for (let count = 0; count < 5; count++) {
        ids.unshift((await graded(db(), handIn, aResult('failed'))).submission.id);
      }
      const pageAfter = async (before?: string | null) => {
        const page = { userId, assignmentId: handIn.assignmentId, limit: 2 };
        const { submissions, next } = await listSubmissions(
          db(),
          before ? { ...page, before } : page,
        );
        return { ids: submissions.map(({ id }) => id), next };
      };
      const first = await pageAfter();
      expect(first).toEqual({ ids: ids.slice(0, 2), next: ids[1] });
      await graded(db(), handIn, aResult('failed'));
      const second = await pageAfter(first.next);
      expect(second).toEqual({ ids: ids.slice(2, 4), next: ids[3] });
      expect(await pageAfter(second.next)).toEqual({ ids: ids.slice(4), next: null });
    });

    it('has no next page after a full last one', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      await graded(db(), handIn, aResult('failed'));
      await graded(db(), handIn, aResult('failed'));
      expect(await listSubmissions(db(), { userId, limit: 2 })).toMatchObject({ next: null });
    });

    it('is empty after a malformed or unknown id, or another user’s', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      await graded(db(), handIn, aResult('failed'));
      const others = await graded(
        db(),
        { ...handIn, userId: await aUser(db()) },
        aResult('failed'),
      );
      for (const id of [...malformedIds, nobodysId]) {
        expect(await listSubmissions(db(), { userId, limit: 2, before: id })).toEqual(empty);
        expect(await listSubmissions(db(), { userId, limit: 2, assignmentId: id })).toEqual(empty);
      }
      const before = others.submission.id;
      expect(await listSubmissions(db(), { userId, limit: 2, before })).toEqual(empty);
    });
  });
}
