import type { Verdict } from '@touchstone/contracts';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import {
  beginAttempt,
  expireAttempts,
  freeStranded,
  giveUp,
  handBackAttempt,
  insertQueued,
  listQueued,
  listStranded,
  queuePosition,
  readGradingSource,
  readProgress,
  readSubmission,
  storeResult,
  type Database,
  type StoredSubmission,
} from '../../src/index.ts';
import {
  accepted,
  aClassroom,
  age,
  aResult,
  aUser,
  begun,
  lostLimit,
  madeBy,
  silentMs,
} from '../fixtures.ts';

export function describeFollowers(database: () => Database): void {
  const db = () => database().kysely;

  /**
   * A leader, identical submissions of other users that follow it, and their HandIns. `codes` are the codes
   * of the first followers that differ from the leader's.
   */
  const inFlight = async (count: number, codes: readonly string[] = []) => {
    const { handIn, courseId } = await aClassroom(db(), ['a']);
    const leader = await accepted(db(), handIn);
    const followers: StoredSubmission[] = [];
    for (let user = 0; user < count; user++) {
      const code = codes[user] ?? handIn.code;
      const outcome = await insertQueued(db(), { ...handIn, code, userId: await aUser(db()) });
      if (outcome.kind !== 'following') throw new Error(`not following: ${outcome.kind}`);
      followers.push(outcome.stored);
    }
    return { handIn, courseId, leader, leaderId: leader.submission.id, followers };
  };
  const idsOf = (stored: readonly StoredSubmission[]): string[] =>
    stored.map(({ submission }) => submission.id);
  const read = async (id: string): Promise<StoredSubmission> => {
    const stored = await readSubmission(db(), id);
    if (stored === null) throw new Error(`${id} is gone`);
    return stored;
  };
  /** The codes in the rows themselves, in order of arrival. */
  const storedCodes = async (): Promise<(string | null)[]> => {
    const rows = await db().selectFrom('submissions').select('code').orderBy('seq').execute();
    return rows.map(({ code }) => code);
  };
  const grade = async (id: string, verdict: Verdict) => {
    const { attempt } = await begun(db(), id);
    const request = { submissionId: id, attempt, result: aResult(verdict) };
    const outcome = await storeResult(db(), request);
    if (outcome.kind !== 'stored') throw new Error(`not stored: ${outcome.kind}`);
    return outcome;
  };

  describe('an identical submission in flight', () => {
    it('is followed, with the same position and without an own place in the queue', async () => {
      const { handIn, leaderId, followers } = await inFlight(2);
      const [follower] = followers;
      expect(follower).toMatchObject({
        leaderId,
        attempt: 0,
        submission: { status: 'queued', result: null, reusedFrom: null },
      });
      expect(await read(idsOf(followers)[0] ?? '')).toEqual(follower);
      const other = { ...handIn, userId: await aUser(db()), code: 'print(2)\n' };
      const last = (await accepted(db(), other)).submission.id;
      expect(await queuePosition(db(), last)).toBe(1);
      for (const id of idsOf(followers)) expect(await queuePosition(db(), id)).toBe(0);
      const queued = await listQueued(db(), { olderThanMs: 0, limit: 9, lostLimit });
      expect(queued.map(({ id }) => id)).toEqual([leaderId, last]);
    });

    it('has one leader among fifty simultaneous ones', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const userIds: string[] = [];
      while (userIds.length < 50) userIds.push(await aUser(db()));
      const outcomes = await Promise.all(
        userIds.map((userId) => insertQueued(db(), { ...handIn, userId })),
      );
      expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(1);
      expect(outcomes.filter(({ kind }) => kind === 'following')).toHaveLength(49);
    });

    it('must have the same code, assignment and bundle, and be ungraded', async () => {
      const { handIns } = await aClassroom(db(), ['a', 'b']);
      const [a, b] = handIns as [(typeof handIns)[0], (typeof handIns)[0]];
      const { id } = (await accepted(db(), a)).submission;
      const kindOf = async (changes: Partial<typeof a>) =>
        (await insertQueued(db(), { ...a, userId: await aUser(db()), ...changes })).kind;
      expect(await kindOf({ code: 'print(1)' })).toBe('accepted');
      expect(await kindOf({ assignmentId: b.assignmentId })).toBe('accepted');
      expect(await kindOf({ bundleHash: b.bundleHash })).toBe('accepted');
      expect(await kindOf({ code: a.code.replace('\n', '\r\n') })).toBe('following');
      await grade(id, 'timeout');
      expect(await kindOf({})).toBe('accepted');
    });

    it('is in grading when its leader is, with a revision that only rises', async () => {
      const { leaderId, followers } = await inFlight(1);
      const [id = ''] = idsOf(followers);
      const seen = [(await read(id)).revision];
      const begin = await begun(db(), leaderId);
      expect(begin.followers).toEqual([await read(id)]);
      expect(await read(id)).toMatchObject({ attempt: 1, submission: { status: 'grading' } });
      seen.push((await read(id)).revision);
      const back = await handBackAttempt(db(), { submissionId: leaderId, attempt: 1 });
      expect(back).toEqual({ kind: 'requeued', changed: [await read(leaderId), await read(id)] });
      seen.push((await read(id)).revision);
      await begun(db(), leaderId);
      await age(db(), leaderId, 'deadline_at');
      const expired = await expireAttempts(db(), { limit: 1, silentMs });
      expect(expired).toEqual([await read(leaderId), await read(id)]);
      seen.push((await read(id)).revision);
      await grade(leaderId, 'failed');
      seen.push((await read(id)).revision);
      expect(seen).toEqual([...new Set(seen)].sort((one, other) => one - other));
    });

    it('is not graded separately', async () => {
      const { followers } = await inFlight(1);
      const [submissionId = ''] = idsOf(followers);
      const begin = { submissionId, slackMs: 0, lostLimit };
      expect(await beginAttempt(db(), begin)).toEqual({ kind: 'already-graded' });
    });
  });

  describe('the result of a leader', () => {
    it.each(['passed', 'failed', 'timeout'] as const)(
      'is shared by its followers: %s',
      async (verdict) => {
        const { courseId, leaderId, followers } = await inFlight(2);
        const outcome = await grade(leaderId, verdict);
        expect(outcome.followers.promoted).toBeNull();
        expect(idsOf(outcome.followers.changed).sort()).toEqual(idsOf(followers).sort());
        for (const { submission, userId } of followers) {
          const stored = await read(submission.id);
          expect(stored).toMatchObject({
            leaderId: null,
            submission: { status: 'graded', result: aResult(verdict), reusedFrom: leaderId },
          });
          const { points } = await readProgress(db(), { userId: userId ?? '', courseId });
          expect(points).toBe(verdict === 'passed' ? 100 : 0);
        }
      },
    );

    it('is not shared when it is internal-error: the first follower becomes the leader', async () => {
      const { leaderId, followers } = await inFlight(3);
      const [first = '', ...rest] = idsOf(followers);
      const before = await Promise.all(idsOf(followers).map(read));
      const { followers: freed } = await grade(leaderId, 'internal-error');
      expect(freed.promoted).toEqual(await read(first));
      expect(freed.promoted).toMatchObject({ leaderId: null, submission: { status: 'queued' } });
      expect(idsOf(freed.changed).sort()).toEqual(idsOf(followers).sort());
      for (const id of rest) expect((await read(id)).leaderId).toBe(first);
      for (const { submission, revision } of before) {
        expect((await read(submission.id)).revision).toBeGreaterThan(revision);
      }
      await grade(first, 'passed');
      for (const id of rest) expect((await read(id)).submission.reusedFrom).toBe(first);
    });

    it('comes from a follower when the leader is given up', async () => {
      const { leaderId, followers } = await inFlight(1);
      for (let attempt = 1; attempt <= lostLimit; attempt++) await begun(db(), leaderId);
      await beginAttempt(db(), { submissionId: leaderId, slackMs: 0, lostLimit });
      const ended = await giveUp(db(), { submissionId: leaderId, lostLimit });
      const [id = ''] = idsOf(followers);
      expect(ended?.followers.promoted).toEqual(await read(id));
      expect((await begun(db(), id)).attempt).toBe(1);
    });

    it('is shared by those that began to follow while it was stored', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const { id } = (await accepted(db(), handIn)).submission;
      const { attempt } = await begun(db(), id);
      const userIds: string[] = [];
      while (userIds.length < 30) userIds.push(await aUser(db()));
      const request = { submissionId: id, attempt, result: aResult('failed') };
      const [outcomes] = await Promise.all([
        Promise.all(userIds.map((userId) => insertQueued(db(), { ...handIn, userId }))),
        storeResult(db(), request),
      ]);
      const followers = outcomes.flatMap((outcome) =>
        outcome.kind === 'following' && outcome.stored.leaderId === id ? [outcome.stored] : [],
      );
      for (const { submission } of followers) {
        expect((await read(submission.id)).submission.reusedFrom).toBe(id);
      }
      expect(await listStranded(db(), 1)).toEqual([]);
    });
  });

  describe('the code of a follower', () => {
    const code = 'print(1)\n';
    const typed = 'print(1)\r\n';

    it('is stored only where it differs from its leader’s', async () => {
      const { leaderId, followers } = await inFlight(2, [code, typed]);
      expect(await storedCodes()).toEqual([code, null, typed]);
      const codes = followers.map(({ submission }) => submission.code);
      expect(codes).toEqual([code, typed]);
      await grade(leaderId, 'failed');
      expect(await storedCodes()).toEqual([code, null, typed]);
      const results = await db().selectFrom('submissions').select('result').execute();
      expect(results.filter(({ result }) => result !== null)).toHaveLength(1);
      for (const [index, id] of idsOf(followers).entries()) {
        expect((await read(id)).submission).toMatchObject({
          ...{ code: codes[index], result: aResult('failed'), reusedFrom: leaderId },
        });
      }
    });

    it('is stored when the follower becomes the leader', async () => {
      const { leaderId, followers } = await inFlight(3, [code, code, typed]);
      const [first = ''] = idsOf(followers);
      await grade(leaderId, 'internal-error');
      expect(await storedCodes()).toEqual([code, code, null, typed]);
      expect(await readGradingSource(db(), first)).toMatchObject({ code });
      await grade(first, 'passed');
      expect(await storedCodes()).toEqual([code, code, null, typed]);
    });

    it('is stored when the new leader’s differs from the old one’s', async () => {
      const { leaderId, followers } = await inFlight(3, [typed, code, typed]);
      await grade(leaderId, 'internal-error');
      expect(await storedCodes()).toEqual([code, typed, code, null]);
      const codes = await Promise.all(idsOf(followers).map(read));
      expect(codes.map(({ submission }) => submission.code)).toEqual([typed, code, typed]);
      expect(await readGradingSource(db(), idsOf(followers)[2] ?? '')).toBeNull();
    });
  });

  describe('a follower whose leader ended without it', () => {
    /** Should not occur, so it is made by hand. */
    const strand = async (leaderId: string, verdict: Verdict): Promise<void> => {
      await begun(db(), leaderId);
      await db()
        .updateTable('submissions')
        .set({
          ...{ status: 'graded', result: JSON.stringify(aResult(verdict)), deadline_at: null },
          ...{ judge_version: madeBy.judge, python_version: madeBy.python },
          graded_at: sql<Date>`now()`,
        })
        .where('id', '=', leaderId)
        .execute();
    };

    it('is found, and gets an existing result', async () => {
      const { leaderId, followers } = await inFlight(2);
      expect(await listStranded(db(), 9)).toEqual([]);
      await strand(leaderId, 'failed');
      expect(await listStranded(db(), 9)).toEqual(idsOf(followers));
      expect(await listStranded(db(), 1)).toEqual(idsOf(followers).slice(0, 1));
      const [id = ''] = idsOf(followers);
      const { changed } = await freeStranded(db(), id, [madeBy]);
      expect(changed).toHaveLength(2);
      expect((await read(id)).submission).toMatchObject({
        ...{ status: 'graded', result: aResult('failed'), reusedFrom: leaderId },
      });
      expect(await listStranded(db(), 9)).toEqual([]);
      expect((await freeStranded(db(), id, [madeBy])).changed).toEqual([]);
    });

    it('is queued when there is no result to share', async () => {
      const { leaderId, followers } = await inFlight(2);
      await strand(leaderId, 'timeout');
      const [first = '', second = ''] = idsOf(followers);
      expect((await freeStranded(db(), second, [madeBy])).promoted).toEqual(await read(first));
      expect((await read(second)).leaderId).toBe(first);
      expect(await readGradingSource(db(), first)).toMatchObject({ code: 'print(1)\n' });
    });

    it('follows another leader when there is one', async () => {
      const { handIn, leaderId, followers } = await inFlight(1);
      await strand(leaderId, 'internal-error');
      const other = await accepted(db(), { ...handIn, userId: await aUser(db()) });
      const [id = ''] = idsOf(followers);
      const before = await read(id);
      expect((await freeStranded(db(), id, [madeBy])).promoted).toBeNull();
      const after = await read(id);
      expect(after.leaderId).toBe(other.submission.id);
      expect(after.revision).toBeGreaterThan(before.revision);
    });
  });
}
