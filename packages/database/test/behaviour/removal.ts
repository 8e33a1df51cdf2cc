import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  beginAttempt,
  createDeviceCode,
  deleteUser,
  exportUser,
  hashCode,
  insertQueued,
  insertReused,
  isUserGone,
  listSessions,
  readProgress,
  readSubmission,
  storeResult,
  writeDraft,
  type Database,
  type HandIn,
  type StoredSubmission,
} from '../../src/index.ts';
import {
  accepted,
  aClassroom,
  aResult,
  aUser,
  begun,
  graded,
  lostLimit,
  malformedIds,
  nobodysId,
  lookFor,
} from '../fixtures.ts';

export function describeRemoval(database: () => Database): void {
  const db = () => database().kysely;
  const countRows = async (table: 'submissions' | 'users'): Promise<number> => {
    const { count } = await db()
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return count;
  };
  const deleted = async (userId: string) => {
    const outcome = await deleteUser(db(), userId);
    if (outcome === null) throw new Error('there was no such user');
    return outcome;
  };
  const reuse = async (handIn: HandIn, id: string): Promise<StoredSubmission> => {
    const source = { ...aResult('passed'), id };
    const stored = await insertReused(db(), { ...handIn, source });
    if (stored === null) throw new Error('not stored');
    return stored;
  };
  const follow = async (handIn: HandIn): Promise<StoredSubmission> => {
    const outcome = await insertQueued(db(), handIn);
    if (outcome.kind !== 'following') throw new Error(outcome.kind);
    return outcome.stored;
  };

  describe('deleting a user', () => {
    it('removes all data, and returns which sessions ended', async () => {
      const { handIns, userId } = await aClassroom(db(), ['a', 'b']);
      const [a, b] = handIns as [HandIn, HandIn];
      const { id } = (await graded(db(), a, aResult('passed'))).submission;
      await reuse(a, id);
      await accepted(db(), { ...b, code: 'print(9)' });
      await writeDraft(db(), { userId, assignmentId: a.assignmentId, code: '#', revision: 0 });
      await createDeviceCode(db(), { userId, codeHash: randomBytes(32), validMs: 1000 });
      const hashes = (await listSessions(db(), userId)).map(({ tokenHash }) => tokenHash);
      expect(await deleted(userId)).toEqual({ tokenHashes: hashes, submissions: 3 });
      expect(await exportUser(db(), userId)).toBeNull();
      expect(await countRows('submissions')).toBe(0);
      expect(await deleteUser(db(), userId)).toBeNull();
    });

    it('is null for an unknown id', async () => {
      for (const id of [...malformedIds, nobodysId]) expect(await deleteUser(db(), id)).toBeNull();
    });

    it('keeps results that others reused until the last of those is removed', async () => {
      const { handIn, userId, courseId } = await aClassroom(db(), ['a']);
      const source = (await graded(db(), handIn, aResult('passed'))).submission;
      const [one, two] = [await aUser(db()), await aUser(db())];
      const reused = await reuse({ ...handIn, userId: one }, source.id);
      await reuse({ ...handIn, userId: two }, source.id);

      expect((await deleted(userId)).submissions).toBe(0);
      expect(await readSubmission(db(), source.id)).toMatchObject({ userId: null });
      expect(await readSubmission(db(), reused.submission.id)).toEqual(reused);
      expect((await readProgress(db(), { userId: one, courseId })).points).toBe(100);

      expect((await deleted(two)).submissions).toBe(1);
      expect(await readSubmission(db(), source.id)).not.toBeNull();
      expect((await deleted(one)).submissions).toBe(2);
      expect(await countRows('submissions')).toBe(0);
    });

    it('lets results that are nobody’s still be reused', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      const { id } = (await graded(db(), handIn, aResult('passed'))).submission;
      await reuse({ ...handIn, userId: await aUser(db()) }, id);
      await deleted(userId);
      const key = { ...handIn, userId: await aUser(db()), codeHash: hashCode(handIn) };
      expect((await lookFor(db(), key)).reusable?.id).toBe(id);
    });

    it('lets followers of the user’s submission have its result', async () => {
      const { handIn, userId, courseId } = await aClassroom(db(), ['a']);
      const leader = (await accepted(db(), handIn)).submission;
      const { attempt } = await begun(db(), leader.id);
      const other = await aUser(db());
      const follower = await follow({ ...handIn, userId: other });

      await deleted(userId);
      const request = { submissionId: leader.id, attempt, result: aResult('passed') };
      const outcome = await storeResult(db(), request);
      expect(outcome).toMatchObject({ kind: 'stored', stored: { userId: null } });
      expect(await readSubmission(db(), follower.submission.id)).toMatchObject({
        userId: other,
        submission: { status: 'graded', reusedFrom: leader.id, result: aResult('passed') },
      });
      expect((await readProgress(db(), { userId: other, courseId })).points).toBe(100);
      await deleted(other);
      expect(await countRows('submissions')).toBe(0);
    });

    it('lets a follower become the leader after an internal-error', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      const leader = (await accepted(db(), handIn)).submission;
      const { attempt } = await begun(db(), leader.id);
      const follower = await follow({ ...handIn, userId: await aUser(db()) });
      await deleted(userId);
      const result = aResult('internal-error');
      const outcome = await storeResult(db(), { submissionId: leader.id, attempt, result });
      expect(outcome).toMatchObject({
        followers: { promoted: { submission: { id: follower.submission.id } } },
      });
    });

    it('removes an ungraded submission that nobody follows', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      const { id } = (await accepted(db(), handIn)).submission;
      const { attempt } = await begun(db(), id);
      await deleted(userId);
      const begin = { submissionId: id, slackMs: 0, lostLimit };
      expect(await beginAttempt(db(), begin)).toEqual({ kind: 'unknown' });
      const request = { submissionId: id, attempt, result: aResult('passed') };
      expect(await storeResult(db(), request)).toEqual({ kind: 'unknown' });
    });

    it('removes a follower, and its leader when that is nobody’s', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      await accepted(db(), handIn);
      const other = await aUser(db());
      await follow({ ...handIn, userId: other });
      await deleted(userId);
      expect((await deleted(other)).submissions).toBe(2);
      expect(await countRows('submissions')).toBe(0);
    });

    it('is distinguished from other errors when something is written for the user later', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      const { id } = (await graded(db(), handIn, aResult('passed'))).submission;
      await reuse({ ...handIn, userId: await aUser(db()) }, id);
      await deleted(userId);
      const source = { ...aResult('passed'), id };
      expect(await insertReused(db(), { ...handIn, source })).toBeNull();
      const late = [
        insertQueued(db(), { ...handIn, code: 'print(2)' }),
        insertQueued(db(), handIn),
        writeDraft(db(), { userId, assignmentId: handIn.assignmentId, code: '', revision: 0 }),
        createDeviceCode(db(), { userId, codeHash: randomBytes(32), validMs: 1 }),
      ];
      for (const outcome of await Promise.allSettled(late)) {
        expect(outcome.status === 'rejected' && isUserGone(outcome.reason)).toBe(true);
      }
      expect(isUserGone(new Error('something else'))).toBe(false);
    });

    it('leaves a consistent database while users hand in, reuse and follow each other', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const original = (await graded(db(), handIn, aResult('passed'))).submission;
      const userIds: string[] = [];
      while (userIds.length < 24) userIds.push(await aUser(db()));
      const source = { ...aResult('passed'), id: original.id };
      const work = userIds.flatMap((userId, number) => [
        () => insertReused(db(), { ...handIn, userId, source }),
        () => insertQueued(db(), { ...handIn, userId, code: `print(${number % 4}, 0)` }),
        () => insertReused(db(), { ...handIn, userId, source }),
        ...(number % 2 === 0 ? [() => deleteUser(db(), userId)] : []),
      ]);
      const outcomes = await Promise.allSettled(
        [...work, () => deleteUser(db(), handIn.userId)].map((act) => act()),
      );
      const faults = outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' && !isUserGone(outcome.reason)
          ? [outcome.reason as unknown]
          : [],
      );
      expect(faults).toEqual([]);
      expect(await countRows('users')).toBe(12);
      for (const userId of userIds) await deleteUser(db(), userId);
      expect(await countRows('submissions')).toBe(0);
    });
  });
}
