import { describe, expect, it } from 'vitest';
import {
  expireAttempts,
  listQueued,
  queuePosition,
  readSubmission,
  readUngradedSubmissionId,
  requeueExpired,
  storeResult,
  type Database,
} from '../../src/index.ts';
import {
  accepted,
  aClassroom,
  age,
  aResult,
  aUser,
  begun,
  malformedIds,
  nobodysId,
} from '../fixtures.ts';

export function describeSweep(database: () => Database): void {
  const db = () => database().kysely;

  /** Submissions of as many users, queued in the order of the ids. */
  const queue = async (count: number): Promise<string[]> => {
    const { handIn } = await aClassroom(db(), ['a']);
    const ids: string[] = [];
    for (let user = 0; user < count; user++) {
      ids.push((await accepted(db(), { ...handIn, userId: await aUser(db()) })).submission.id);
    }
    return ids;
  };
  const positions = (ids: readonly string[]) =>
    Promise.all(ids.map((id) => queuePosition(db(), id)));
  const sweep = async (changes: { maxAttempts?: number; limit?: number } = {}) => {
    const swept = await requeueExpired(db(), { maxAttempts: 5, limit: 100, ...changes });
    const idsOf = (stored: typeof swept.requeued) => stored.map(({ submission }) => submission.id);
    return { requeued: idsOf(swept.requeued), givenUp: idsOf(swept.givenUp) };
  };

  describe('the queue position', () => {
    it('counts the queued ones before, not those in grading or graded', async () => {
      const ids = (await queue(4)) as [string, string, string, string];
      expect(await positions(ids)).toEqual([0, 1, 2, 3]);
      await begun(db(), ids[1]);
      expect(await positions(ids)).toEqual([0, 0, 1, 2]);
      await storeResult(db(), { submissionId: ids[1], attempt: 1, result: aResult('failed') });
      await begun(db(), ids[0]);
      expect(await positions(ids)).toEqual([0, 0, 0, 1]);
    });

    it('is 0 for a malformed or unknown id', async () => {
      for (const id of [...malformedIds, nobodysId]) expect(await queuePosition(db(), id)).toBe(0);
    });
  });

  describe('expiring all attempts', () => {
    it('lets the sweep queue at once what is in grading, and touches nothing else', async () => {
      const ids = (await queue(3)) as [string, string, string];
      await begun(db(), ids[0]);
      await begun(db(), ids[1]);
      await storeResult(db(), { submissionId: ids[1], attempt: 1, result: aResult('failed') });
      expect((await sweep()).requeued).not.toContain(ids[0]);
      await expireAttempts(db());
      expect((await sweep()).requeued).toContain(ids[0]);
      expect((await readSubmission(db(), ids[1]))?.submission.status).toBe('graded');
      expect((await readSubmission(db(), ids[2]))?.submission.status).toBe('queued');
    });
  });

  describe('the list of the queued', () => {
    it('has those that did not change for that long, in the order of the queue', async () => {
      const ids = (await queue(4)) as [string, string, string, string];
      await begun(db(), ids[3]);
      for (const id of ids.slice(1)) await age(db(), id, 'changed_at');
      const page = { olderThanMs: 60_000, limit: 10 };
      const stored = await readSubmission(db(), ids[0]);
      const assignmentId = stored?.submission.assignmentId;
      const [second, third] = ids.slice(1).map((id) => ({ id, assignmentId, attempt: 0 }));
      expect(await listQueued(db(), page)).toEqual([second, third]);
      expect(await listQueued(db(), { ...page, limit: 1 })).toEqual([second]);
      expect(await listQueued(db(), { ...page, afterId: ids[1] })).toEqual([third]);
      expect(await listQueued(db(), { ...page, olderThanMs: 7_200_000 })).toEqual([]);
      const all = await listQueued(db(), { ...page, olderThanMs: 0 });
      expect(all.map(({ id }) => id)).toEqual(ids.slice(0, 3));
    });
  });

  describe('the sweep of lost attempts', () => {
    it('leaves the queued and those within their deadline alone', async () => {
      const ids = (await queue(2)) as [string, string];
      await begun(db(), ids[0]);
      await age(db(), ids[1], 'changed_at');
      expect(await sweep()).toEqual({ requeued: [], givenUp: [] });
    });

    it('queues a submission again in its old place, with its attempts counted', async () => {
      const ids = (await queue(2)) as [string, string];
      const [lost] = ids;
      await begun(db(), lost);
      await age(db(), lost, 'deadline_at');
      expect(await sweep()).toEqual({ requeued: [lost], givenUp: [] });
      expect(await readSubmission(db(), lost)).toMatchObject({
        submission: { status: 'queued', result: null, gradedAt: null },
        revision: 3,
        attempt: 1,
      });
      expect(await positions(ids)).toEqual([0, 1]);
      expect(await sweep()).toEqual({ requeued: [], givenUp: [] });
      expect((await begun(db(), lost)).attempt).toBe(2);
    });

    it('still lets the slow grader’s result in, until another attempt begins', async () => {
      const [slow, slower] = (await queue(2)) as [string, string];
      for (const id of [slow, slower]) {
        await begun(db(), id);
        await age(db(), id, 'deadline_at');
      }
      await sweep();
      await begun(db(), slower);
      const store = (submissionId: string) =>
        storeResult(db(), { submissionId, attempt: 1, result: aResult('failed') });
      expect(await store(slow)).toMatchObject({ kind: 'stored' });
      expect(await store(slower)).toEqual({ kind: 'stale' });
    });

    it('gives up after the last attempt, and says that the fault is ours', async () => {
      const [id] = (await queue(1)) as [string];
      for (let attempt = 1; attempt <= 3; attempt++) {
        expect(await sweep({ maxAttempts: 3 })).toEqual({ requeued: [], givenUp: [] });
        await begun(db(), id);
        await age(db(), id, 'deadline_at');
        const last = attempt === 3;
        expect(await sweep({ maxAttempts: 3 })).toEqual({
          requeued: last ? [] : [id],
          givenUp: last ? [id] : [],
        });
      }
      const stored = await readSubmission(db(), id);
      expect(stored).toMatchObject({
        submission: {
          status: 'graded',
          result: { verdict: 'internal-error', correct: false, points: 0, tests: [] },
        },
        revision: 7,
        attempt: 3,
      });
      expect(stored?.submission.gradedAt).not.toBeNull();
      expect(await readUngradedSubmissionId(db(), stored?.userId ?? '')).toBeNull();
      const late = { submissionId: id, attempt: 3, result: aResult('passed') };
      expect(await storeResult(db(), late)).toEqual({ kind: 'repeated' });
    });

    it('does not wait for an attempt beyond the last', async () => {
      const [id] = (await queue(1)) as [string];
      for (let attempt = 1; attempt <= 3; attempt++) await begun(db(), id);
      expect(await sweep({ maxAttempts: 3 })).toEqual({ requeued: [], givenUp: [] });
      await begun(db(), id);
      expect(await sweep({ maxAttempts: 3 })).toEqual({ requeued: [], givenUp: [id] });
    });

    it('takes no more than the limit, and each row once when several sweep at once', async () => {
      const ids = await queue(9);
      for (const id of ids) {
        await begun(db(), id);
        await age(db(), id, 'deadline_at');
      }
      expect((await sweep({ limit: 2 })).requeued).toHaveLength(2);
      const sweeps = await Promise.all(Array.from({ length: 5 }, () => sweep({ limit: 3 })));
      const swept = sweeps.flatMap(({ requeued }) => requeued);
      const rest = (await sweep()).requeued;
      expect(new Set([...swept, ...rest]).size).toBe(swept.length + rest.length);
      expect(swept.length + rest.length).toBe(7);
    });
  });
}
