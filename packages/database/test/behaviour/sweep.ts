import { describe, expect, it } from 'vitest';
import {
  beginAttempt,
  expireAllAttempts,
  expireAttempts,
  giveUp,
  listExhausted,
  listQueued,
  queuePosition,
  readOldestQueuedMs,
  readSubmission,
  readUngradedSubmissionId,
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
  lostLimit,
  malformedIds,
  nobodysId,
  silentMs,
} from '../fixtures.ts';

export function describeSweep(database: () => Database): void {
  const db = () => database().kysely;

  /** Submissions of different users, queued in the order of the ids. */
  const queue = async (count: number): Promise<string[]> => {
    const { handIn } = await aClassroom(db(), ['a']);
    const ids: string[] = [];
    for (let user = 0; user < count; user++) {
      const own = { ...handIn, userId: await aUser(db()), code: `print(${user})` };
      ids.push((await accepted(db(), own)).submission.id);
    }
    return ids;
  };
  const positions = (ids: readonly string[]) =>
    Promise.all(ids.map((id) => queuePosition(db(), id)));
  const expire = async (limit = 100): Promise<string[]> =>
    (await expireAttempts(db(), { limit, silentMs })).map(({ submission }) => submission.id);
  const exhausted = () => listExhausted(db(), { lostLimit, limit: 100 });
  const loseAttempt = async (id: string): Promise<void> => {
    await begun(db(), id);
    await age(db(), id, 'deadline_at');
    expect(await expire()).toEqual([id]);
  };

  describe('the queue position', () => {
    it('counts earlier queued submissions, not those in grading or graded', async () => {
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

  it('the age of the oldest queued is that of the first in the queue, 0 without one', async () => {
    const ids = (await queue(3)) as [string, string, string];
    await age(db(), ids[1], 'created_at');
    expect(await readOldestQueuedMs(db())).toBeLessThan(60_000);
    await begun(db(), ids[0]);
    expect(await readOldestQueuedMs(db())).toBeGreaterThanOrEqual(3_600_000);
    await begun(db(), ids[1]);
    await begun(db(), ids[2]);
    expect(await readOldestQueuedMs(db())).toBe(0);
  });

  describe('expiring all attempts', () => {
    it('requeues everything in grading and counts it as lost, and changes nothing else', async () => {
      const ids = (await queue(3)) as [string, string, string];
      await begun(db(), ids[0]);
      await begun(db(), ids[1]);
      await storeResult(db(), { submissionId: ids[1], attempt: 1, result: aResult('failed') });
      await expireAllAttempts(db());
      const statuses = await Promise.all(
        ids.map(async (id) => (await readSubmission(db(), id))?.submission.status),
      );
      expect(statuses).toEqual(['queued', 'graded', 'queued']);
      expect(await listExhausted(db(), { lostLimit: 1, limit: 9 })).toEqual([ids[0]]);
    });
  });

  describe('the list of queued submissions', () => {
    it('has those without a recent change, in the order of the queue', async () => {
      const ids = (await queue(4)) as [string, string, string, string];
      await begun(db(), ids[3]);
      for (const id of ids.slice(1)) await age(db(), id, 'changed_at');
      const page = { olderThanMs: 60_000, limit: 10, lostLimit };
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
    it('does not change queued submissions and those within their deadline', async () => {
      const ids = (await queue(2)) as [string, string];
      await begun(db(), ids[0]);
      await age(db(), ids[1], 'changed_at');
      expect(await expire()).toEqual([]);
    });

    it('requeues a submission at its old position', async () => {
      const ids = (await queue(2)) as [string, string];
      const [lost] = ids;
      await loseAttempt(lost);
      expect(await readSubmission(db(), lost)).toMatchObject({
        submission: { status: 'queued', result: null, gradedAt: null },
        revision: 3,
        attempt: 1,
      });
      expect(await positions(ids)).toEqual([0, 1]);
      expect(await expire()).toEqual([]);
      expect((await begun(db(), lost)).attempt).toBe(2);
    });

    it('still accepts the slow grader’s result until another attempt begins', async () => {
      const [slow, slower] = (await queue(2)) as [string, string];
      await loseAttempt(slow);
      await loseAttempt(slower);
      await begun(db(), slower);
      const store = (submissionId: string) =>
        storeResult(db(), { submissionId, attempt: 1, result: aResult('failed') });
      expect(await store(slow)).toMatchObject({ kind: 'stored' });
      expect(await store(slower)).toEqual({ kind: 'stale' });
    });

    it('returns at most `limit` rows, and each once when several sweep at once', async () => {
      const ids = await queue(9);
      for (const id of ids) {
        await begun(db(), id);
        await age(db(), id, 'deadline_at');
      }
      expect(await expire(2)).toHaveLength(2);
      const swept = (await Promise.all(Array.from({ length: 5 }, () => expire(3)))).flat();
      const rest = await expire();
      expect(new Set([...swept, ...rest]).size).toBe(swept.length + rest.length);
      expect(swept.length + rest.length).toBe(7);
    });
  });

  describe('giving up', () => {
    const begin = (submissionId: string) =>
      beginAttempt(db(), { submissionId, slackMs: 0, lostLimit });
    const giveUpOne = (submissionId: string) => giveUp(db(), { submissionId, lostLimit });

    it('happens after the maximum number of lost attempts, and not before', async () => {
      const [id] = (await queue(1)) as [string];
      for (let lost = 1; lost < lostLimit; lost++) await loseAttempt(id);
      expect(await exhausted()).toEqual([]);
      expect(await giveUpOne(id)).toBeNull();
      await loseAttempt(id);
      expect(await exhausted()).toEqual([id]);
      expect(await begin(id)).toEqual({ kind: 'exhausted', changed: [] });
      expect((await giveUpOne(id))?.stored.submission.status).toBe('graded');
      expect([await giveUpOne(id), await exhausted()]).toEqual([null, []]);
    });

    it('says that it was our fault, and lets the user hand in again', async () => {
      const [id] = (await queue(1)) as [string];
      for (let lost = 1; lost <= lostLimit; lost++) await loseAttempt(id);
      const { stored } = (await giveUpOne(id)) ?? {};
      expect(stored).toEqual(await readSubmission(db(), id));
      expect(stored?.submission).toMatchObject({
        status: 'graded',
        gradedAt: expect.any(String) as string,
        result: {
          ...{ verdict: 'internal-error', correct: false, points: 0, tests: [] },
          output: expect.stringMatching(/our fault, not yours.*hand it in again/) as string,
        },
      });
      expect(await readUngradedSubmissionId(db(), stored?.userId ?? '')).toBeNull();
      const late = { submissionId: id, attempt: lostLimit, result: aResult('passed') };
      expect(await storeResult(db(), late)).toEqual({ kind: 'repeated' });
    });

    it('counts an attempt that another one replaces, and begins none beyond the maximum', async () => {
      const [id] = (await queue(1)) as [string];
      for (let attempt = 1; attempt <= lostLimit; attempt++) await begun(db(), id);
      expect(await begin(id)).toMatchObject({
        kind: 'exhausted',
        changed: [{ submission: { id, status: 'queued' } }],
      });
      expect(await giveUpOne(id)).not.toBeNull();
    });
  });
}
