import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import {
  createDeviceCode,
  createSession,
  deleteUser,
  insertReused,
  listDeletedUsers,
  listSubmissions,
  pruneBatch,
  readProgress,
  readSubmission,
  reclaimRoom,
  setRecoveryHash,
  writeDraft,
  type Database,
  type HandIn,
  type PruneCursor,
  type Pruned,
} from '../../src/index.ts';
import { accepted, aClassroom, aResult, aUser, graded } from '../fixtures.ts';

const dayMs = 24 * 60 * 60_000;

export function describePrune(database: () => Database): void {
  const db = () => database().kysely;
  const ago = (days: number) => new Date(Date.now() - days * dayMs);

  interface Run {
    days?: number;
    keepNewest?: boolean;
    dryRun?: boolean;
    limit?: number;
  }
  const prune = async (run: Run = {}): Promise<Pruned & { batches: number; ended: number }> => {
    const { days = 100, keepNewest = true, dryRun = false, limit = 1000 } = run;
    const rules = { before: ago(days), keepNewest };
    const sum = {
      courses: 0,
      submissions: 0,
      drafts: 0,
      deviceCodes: 0,
      users: 0,
      sessions: 0,
      bytes: 0,
    };
    let cursor: PruneCursor | null = null;
    let batches = 0;
    let ended = 0;
    do {
      const batch = await pruneBatch(db(), { rules, dryRun, cursor, limit });
      for (const key of Object.keys(sum) as (keyof Pruned)[]) sum[key] += batch.pruned[key];
      cursor = batch.next;
      ended += batch.tokenHashes.length;
      batches++;
    } while (cursor !== null);
    return { ...sum, batches, ended };
  };
  /** A dry run, and then a real one, which must have the same result. */
  const pruneAfterDryRun = async (run: Run = {}): Promise<Pruned> => {
    const { ended: none, batches, ...predicted } = await prune({ ...run, dryRun: true });
    const { ended, batches: same, ...pruned } = await prune(run);
    expect(pruned).toEqual(predicted);
    expect([none, ended, same]).toEqual([0, pruned.sessions, batches]);
    const { batches: again, ...left } = await prune(run);
    expect(again).toBeGreaterThan(0);
    expect(Object.values(left).every((count) => count === 0)).toBe(true);
    return pruned;
  };
  const older = (table: string, column: string, id: string, days: number, by = 'id') =>
    sql`update ${sql.table(table)} set ${sql.ref(column)} = ${ago(days)}
      where ${sql.ref(by)} = ${id}`.execute(db());
  const gradedAgo = async (days: number, handIn: HandIn, verdict: 'passed' | 'failed') => {
    const { submission } = await graded(db(), handIn, aResult(verdict));
    await older('submissions', 'created_at', submission.id, days);
    return submission.id;
  };
  const historyOf = async (userId: string) =>
    (await listSubmissions(db(), { userId, limit: 50 })).submissions.map(({ id }) => id);
  let codes = 0;
  const newCode = () => `print(${++codes})\n`;

  describe('pruning', () => {
    it('keeps the newest submission of each user and assignment, the newest that passed, and the one that counted', async () => {
      const { handIns, userId, courseId } = await aClassroom(db(), ['a', 'b']);
      const [a, b] = handIns as [HandIn, HandIn];
      const at = (days: number, of: HandIn, verdict: 'passed' | 'failed') =>
        gradedAgo(days, { ...of, code: newCode() }, verdict);
      await at(300, a, 'failed');
      const counted = await at(299, a, 'passed');
      const passed = await at(298, a, 'passed');
      await at(297, a, 'failed');
      const newest = await at(296, a, 'failed');
      const only = await at(295, b, 'failed');
      const pruned = await pruneAfterDryRun();
      expect(pruned).toMatchObject({ submissions: 2, users: 0, sessions: 0 });
      expect(pruned.bytes).toBeGreaterThan(1000);
      expect(await historyOf(userId)).toEqual([only, newest, passed, counted]);
      expect((await readProgress(db(), { userId, courseId })).points).toBe(100);
    });

    it('keeps the program that gave points without passing, and no other with as many', async () => {
      const { handIn, userId, courseId } = await aClassroom(db(), ['a']);
      const worth = async (days: number, points: number) => {
        const result = { ...aResult('failed'), points };
        const { submission } = await graded(db(), { ...handIn, code: newCode() }, result);
        await older('submissions', 'created_at', submission.id, days);
        return submission.id;
      };
      await worth(300, 10);
      const best = await worth(299, 40);
      await worth(298, 40);
      const newest = await worth(297, 0);
      expect(await pruneAfterDryRun()).toMatchObject({ submissions: 2 });
      expect(await historyOf(userId)).toEqual([newest, best]);
      expect((await readProgress(db(), { userId, courseId })).points).toBe(40);
    });

    it('removes these as well if asked to, and keeps the points', async () => {
      const { handIn, userId, courseId } = await aClassroom(db(), ['a']);
      await gradedAgo(300, handIn, 'passed');
      expect(await pruneAfterDryRun({ keepNewest: false })).toMatchObject({ submissions: 1 });
      expect(await historyOf(userId)).toEqual([]);
      expect((await readProgress(db(), { userId, courseId })).points).toBe(100);
    });

    it('removes nothing that is recent or ungraded', async () => {
      const { handIns, userId } = await aClassroom(db(), ['a', 'b']);
      const [a, b] = handIns as [HandIn, HandIn];
      await gradedAgo(99, { ...a, code: newCode() }, 'failed');
      await gradedAgo(1, { ...a, code: newCode() }, 'failed');
      const { id } = (await accepted(db(), { ...b, code: newCode() })).submission;
      await older('submissions', 'created_at', id, 300);
      await writeDraft(db(), { userId, assignmentId: a.assignmentId, code: '', revision: 0 });
      const pruned = await pruneAfterDryRun({ keepNewest: false });
      expect(Object.values(pruned).every((count) => count === 0)).toBe(true);
      expect(await historyOf(userId)).toHaveLength(3);
    });

    it('keeps what newer submissions reused until the last of them is removed', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      const source = { ...aResult('failed'), id: await gradedAgo(300, handIn, 'failed') };
      await gradedAgo(299, { ...handIn, code: newCode() }, 'passed');
      const other = await aUser(db());
      const reused = await insertReused(db(), { ...handIn, userId: other, source });
      if (reused === null) throw new Error('not stored');
      expect(await pruneAfterDryRun()).toMatchObject({ submissions: 0 });
      expect(await historyOf(userId)).toHaveLength(1);
      expect(await readSubmission(db(), source.id)).toMatchObject({ userId: null });
      expect(await readSubmission(db(), reused.submission.id)).toEqual(reused);

      await older('submissions', 'created_at', reused.submission.id, 200);
      expect(await pruneAfterDryRun({ keepNewest: false })).toMatchObject({ submissions: 3 });
      expect(await readSubmission(db(), source.id)).toBeNull();
    });

    it('removes unreferenced rows that are nobody’s', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      const id = await gradedAgo(1, handIn, 'passed');
      const other = await aUser(db());
      await insertReused(db(), {
        ...{ ...handIn, userId: other },
        source: { ...aResult('passed'), id },
      });
      await deleteUser(db(), userId);
      await sql`delete from submissions where user_id = ${other}`.execute(db());
      expect(await pruneAfterDryRun()).toMatchObject({ submissions: 1 });
    });

    it('removes users without any data or recovery key, and no others', async () => {
      const { handIn, userId: withPoints } = await aClassroom(db(), ['a']);
      await gradedAgo(300, handIn, 'passed');
      const [idle, withKey, withDraft, usedSince, young] = [
        await aUser(db()),
        await aUser(db()),
        await aUser(db()),
        await aUser(db()),
        await aUser(db()),
      ];
      const { assignmentId } = handIn;
      await setRecoveryHash(db(), { userId: withKey, recoveryHash: randomBytes(32) });
      for (const userId of [idle, withDraft]) {
        await writeDraft(db(), { userId, assignmentId, code: 'x', revision: 0 });
      }
      await older('drafts', 'changed_at', idle, 150, 'user_id');
      await createDeviceCode(db(), { userId: idle, codeHash: randomBytes(32), validMs: -1 });
      for (const id of [withPoints, idle, withKey, withDraft, usedSince]) {
        await older('users', 'created_at', id, 300);
        await older('sessions', 'last_used_at', id, id === usedSince ? 50 : 150, 'user_id');
      }
      expect(await pruneAfterDryRun({ keepNewest: false })).toMatchObject({
        ...{ submissions: 1, drafts: 1, deviceCodes: 1, users: 1, sessions: 1 },
      });
      const left = await db().selectFrom('users').select('id').execute();
      expect(left.map(({ id }) => id).sort()).toEqual(
        [withPoints, withKey, withDraft, usedSince, young].sort(),
      );
    });

    it('removes only sessions that no browser can still have', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      await gradedAgo(1, handIn, 'passed');
      const expired = randomBytes(32);
      await createSession(db(), { userId, tokenHash: expired, description: null });
      await older('sessions', 'last_used_at', userId, 390, 'user_id');
      await sql`update sessions set last_used_at = ${ago(401)}
        where token_hash = ${expired}`.execute(db());
      expect(await pruneAfterDryRun({ days: 1 })).toMatchObject({ sessions: 1 });
    });

    it('notes which users it removes, and forgets those who were deleted before that age', async () => {
      const [idle, long] = [await aUser(db()), await aUser(db())];
      await deleteUser(db(), long);
      await older('deleted_users', 'deleted_at', long, 101);
      for (const [table, column, by] of [
        ['users', 'created_at', 'id'],
        ['sessions', 'last_used_at', 'user_id'],
      ] as const) {
        await older(table, column, idle, 101, by);
      }
      expect((await prune({ dryRun: true })).users).toBe(1);
      expect((await listDeletedUsers(db(), null)).map(({ uuid }) => uuid)).toEqual([long]);
      await prune();
      expect((await listDeletedUsers(db(), null)).map(({ uuid }) => uuid)).toEqual([idle]);
    });

    it('works in batches, with the same result when it is interrupted between two', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      for (let count = 0; count < 12; count++) {
        await gradedAgo(300 - count, { ...handIn, code: newCode() }, 'failed');
      }
      const rules = { before: ago(100), keepNewest: true };
      const first = await pruneBatch(db(), { rules, dryRun: false, cursor: null, limit: 3 });
      expect(first.pruned.submissions).toBeLessThanOrEqual(3);
      expect(first.next).toMatchObject({ stage: 'submissions' });
      const rest = await pruneAfterDryRun({ limit: 2 });
      expect(first.pruned.submissions + rest.submissions).toBe(11);
      expect(await historyOf(userId)).toHaveLength(1);
      await reclaimRoom(database());
    });
  });
}
