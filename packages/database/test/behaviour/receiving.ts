import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import {
  admitReceived,
  beginAttempt,
  deleteUser,
  exportSubmissions,
  insertQueued,
  keptSuperseded,
  listAdmissible,
  listSubmissions,
  pruneBatch,
  readProgress,
  readSubmission,
  readUngradedSubmissionId,
  receive,
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
  lostLimit,
  madeBy,
} from '../fixtures.ts';
import { aClassOfTwoFiles, twoFiles } from '../several-files.ts';

export function describeReceiving(database: () => Database): void {
  const db = () => database().kysely;

  const received = async (handIn: HandIn) => {
    const outcome = await receive(db(), handIn);
    if (outcome.kind !== 'received') throw new Error(`not received: ${outcome.kind}`);
    return outcome;
  };
  const idOf = async (handIn: HandIn) => (await received(handIn)).stored.submission.id;
  const statusOf = async (id: string) => (await readSubmission(db(), id))?.submission.status;
  const admit = (id: string) => admitReceived(db(), { id, serving: [madeBy] });
  const filesOf = async (id: string) =>
    (await readSubmission(db(), id))?.submission.files?.map(({ code }) => code);
  const admissible = () => listAdmissible(db(), { limit: 10 });
  const finish = async (submissionId: string, attempt: number, points = 100) => {
    const result = aResult('passed', { points });
    const outcome = await storeResult(db(), { submissionId, attempt, result, madeBy });
    if (outcome.kind !== 'stored') throw new Error(`not stored: ${outcome.kind}`);
    return outcome;
  };

  describe('receiving near a deadline', () => {
    it('queues the first submission of a user, as ever', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      expect((await receive(db(), handIn)).kind).toBe('accepted');
    });

    it('keeps a second one while the first is in grading, and admits it after the result', async () => {
      const { handIn, userId, courseId } = await aClassroom(db(), ['a']);
      const { id: first } = (await accepted(db(), handIn)).submission;
      const { attempt } = await begun(db(), first);
      const receivedAt = new Date('2026-12-01T16:00:00.000Z');
      const { stored, superseded } = await received({ ...handIn, code: '2', receivedAt });
      expect(superseded).toEqual([]);
      const { id } = stored.submission;
      expect(stored.submission).toMatchObject({ status: 'queued', code: '2' });
      expect(await statusOf(first)).toBe('grading');
      expect(await readUngradedSubmissionId(db(), userId)).toBe(first);
      expect(await admissible()).toEqual([]);
      expect(await admit(id)).toBeNull();
      expect((await beginAttempt(db(), { submissionId: id, slackMs: 5_000, lostLimit })).kind).toBe(
        'already-graded',
      );

      expect((await finish(first, attempt, 40)).hasReceived).toBe(true);
      expect(await admissible()).toEqual([id]);
      expect((await admit(id))?.kind).toBe('queued');
      expect(await admissible()).toEqual([]);
      const { attempt: second } = await begun(db(), id);
      expect((await finish(id, second)).hasReceived).toBe(false);
      expect((await readProgress(db(), { userId, courseId })).points).toBe(100);
      const own = await readSubmission(db(), id);
      expect(own?.submission.createdAt).toBe('2026-12-01T16:00:00.000Z');
    });

    it('takes the place of one that no grader has begun; that stays in the history', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      const { id: first } = (await accepted(db(), handIn)).submission;
      const { stored, superseded, followers } = await received({ ...handIn, code: '2' });
      expect(superseded.map(({ submission }) => submission)).toMatchObject([
        { id: first, status: 'superseded', code: handIn.code, result: null },
      ]);
      expect(followers.changed).toEqual([]);
      expect(
        (await beginAttempt(db(), { submissionId: first, slackMs: 5_000, lostLimit })).kind,
      ).toBe('already-graded');
      const { id } = stored.submission;
      expect((await admit(id))?.kind).toBe('queued');
      const { submissions } = await listSubmissions(db(), { userId, limit: 10 });
      expect(submissions.map((one) => [one.id, one.status])).toEqual([
        [id, 'queued'],
        [first, 'superseded'],
      ]);
      const exported = await exportSubmissions(db(), { userId, after: null, limit: 10 });
      expect(exported.submissions.map(({ code, status }) => [code, status])).toEqual([
        [handIn.code, 'superseded'],
        ['2', 'queued'],
      ]);
    });

    it('keeps the programs of the newest superseded ones only, and each with its moment and hash', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      const ids = [(await accepted(db(), handIn)).submission.id];
      const receivedAt = new Date('2026-12-01T16:00:00.000Z');
      const count = keptSuperseded + 3;
      for (let n = 1; n <= count; n++) {
        const { id } = (await received({ ...handIn, code: `# ${n}`, receivedAt })).stored
          .submission;
        await admit(id);
        ids.push(id);
      }
      const { submissions } = await exportSubmissions(db(), { userId, after: null, limit: 100 });
      expect(submissions.map(({ id }) => id)).toEqual(ids);
      const codes = submissions.map(({ code }) => code);
      for (const code of codes.slice(0, 3)) expect(code).toMatch(/^# A newer program replaced/);
      expect(codes.slice(3)).toEqual(ids.slice(3).map((_, index) => `# ${index + 3}`));
      expect(submissions[1]?.createdAt).toBe(receivedAt.toISOString());
      const { rows } = await sql<{ count: number }>`
        select count(distinct code_hash)::int as count from submissions
        where user_id = ${userId}::uuid`.execute(db());
      expect(rows).toEqual([{ count: count + 1 }]);
    });

    it('keeps only the newest of those that wait, for each assignment', async () => {
      const { handIns, userId } = await aClassroom(db(), ['a', 'b']);
      const [a, b] = handIns as [HandIn, HandIn];
      const { id: first } = (await accepted(db(), a)).submission;
      const { attempt } = await begun(db(), first);
      const second = await idOf({ ...a, code: '2' });
      const ofOther = await idOf({ ...b, code: 'b' });
      const third = await idOf({ ...a, code: '3' });
      expect(await statusOf(second)).toBe('superseded');
      expect(await statusOf(ofOther)).toBe('queued');
      await finish(first, attempt);
      expect(await listAdmissible(db(), { userId, limit: 10 })).toEqual([ofOther]);
      await admit(ofOther);
      expect(await admissible()).toEqual([]);
      await finish(ofOther, (await begun(db(), ofOther)).attempt);
      expect(await admissible()).toEqual([third]);
    });

    it('does not store the same program twice', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const { id: first } = (await accepted(db(), handIn)).submission;
      const again = await receive(db(), handIn);
      expect(again).toMatchObject({ kind: 'repeated', stored: { submission: { id: first } } });
      await begun(db(), first);
      const id = await idOf({ ...handIn, code: '2' });
      const twice = await receive(db(), { ...handIn, code: '2' });
      expect(twice).toMatchObject({ kind: 'repeated', stored: { submission: { id } } });
    });

    it('promotes the follower of one that is superseded', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      await accepted(db(), handIn);
      const follower = await insertQueued(db(), { ...handIn, userId: await aUser(db()) });
      if (follower.kind !== 'following') throw new Error(follower.kind);
      const { followers } = await received({ ...handIn, code: '2' });
      const { id } = follower.stored.submission;
      expect(followers.promoted?.submission).toMatchObject({ id, code: handIn.code });
      expect(followers.promoted?.revision).toBeGreaterThan(follower.stored.revision);
      await finish(id, (await begun(db(), id)).attempt);
    });

    it('supersedes a follower, which keeps its code', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const leader = await accepted(db(), handIn);
      const own: HandIn = { ...handIn, userId: await aUser(db()) };
      const follower = await insertQueued(db(), own);
      if (follower.kind !== 'following') throw new Error(follower.kind);
      const { superseded, followers } = await received({ ...own, code: '2' });
      expect(superseded).toMatchObject([
        { submission: { id: follower.stored.submission.id, code: handIn.code } },
      ]);
      expect(superseded[0]?.revision).toBeGreaterThan(follower.stored.revision);
      expect(followers.promoted).toBeNull();
      const { id } = leader.submission;
      await finish(id, (await begun(db(), id)).attempt);
    });

    it('admits as a follower, or with the result of an identical one', async () => {
      const { handIn, userId, courseId } = await aClassroom(db(), ['a']);
      const code = '2';
      const leader = await accepted(db(), { ...handIn, code, userId: await aUser(db()) });
      await accepted(db(), handIn);
      const following = await idOf({ ...handIn, code });
      expect((await admit(following))?.kind).toBe('following');
      const { id } = leader.submission;
      await finish(id, (await begun(db(), id)).attempt);
      expect(await statusOf(following)).toBe('graded');
      expect((await readProgress(db(), { userId, courseId })).points).toBe(100);

      const another = await aUser(db());
      await accepted(db(), { ...handIn, userId: another, code: '3' });
      const reusing = await idOf({ ...handIn, userId: another, code });
      expect(await admit(reusing)).toMatchObject({
        kind: 'reused',
        stored: { submission: { code, status: 'graded', reusedFrom: id } },
      });
      expect((await readProgress(db(), { userId: another, courseId })).points).toBe(100);
    });

    it('keeps all files of a program that is superseded, follows or reuses', async () => {
      const { handIn } = await aClassOfTwoFiles(db());
      const files = await filesOf((await accepted(db(), handIn)).submission.id);
      expect(files).toEqual(['import shapes\n', 'side = 1\n']);
      const own: HandIn = { ...handIn, userId: await aUser(db()) };
      const follower = await insertQueued(db(), own);
      if (follower.kind !== 'following') throw new Error(follower.kind);
      const waits = await idOf({ ...own, ...twoFiles('import shapes\n', 'side = 2\n') });
      expect(await filesOf(follower.stored.submission.id)).toEqual(files);
      expect(await filesOf(waits)).toEqual(['import shapes\n', 'side = 2\n']);

      const another = await aUser(db());
      await accepted(db(), { ...handIn, ...twoFiles('other\n', ''), userId: another });
      const following = await idOf({ ...handIn, userId: another });
      expect((await admit(following))?.kind).toBe('following');
      expect(await filesOf(following)).toEqual(files);
    });

    it('loses nothing when many are handed in at once', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      const codes = Array.from({ length: 12 }, (_, index) => `print(${index})`);
      const outcomes = await Promise.all(codes.map((code) => receive(db(), { ...handIn, code })));
      expect(outcomes.map(({ kind }) => kind)).not.toContain('repeated');
      const { submissions } = await listSubmissions(db(), { userId, limit: 100 });
      expect(submissions).toHaveLength(codes.length);
      expect(submissions.filter(({ status }) => status === 'queued')).toHaveLength(1);
    });

    it('leaves with its user, and with age', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      await graded(db(), { ...handIn, code: '0' }, aResult('failed'));
      await accepted(db(), handIn);
      await received({ ...handIn, code: '2' });
      const rules = { before: new Date(Date.now() + 86_400_000), keepNewest: false };
      const { pruned } = await pruneBatch(db(), { rules, dryRun: false, cursor: null });
      expect(pruned.submissions).toBe(2);
      expect(await deleteUser(db(), userId)).toMatchObject({ submissions: 1 });
    });
  });
}
