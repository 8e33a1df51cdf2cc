import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import {
  createDeviceCode,
  createUser,
  exportUser,
  findUserByRecoveryHash,
  insertReused,
  listActiveDays,
  readNickname,
  redeemDeviceCode,
  setRecoveryHash,
  writeNickname,
  type Database,
  type HandIn,
} from '../../src/index.ts';
import { aClassroom, aResult, aUser, graded } from '../fixtures.ts';

export function describeUsers(database: () => Database): void {
  const db = () => database().kysely;
  const aHash = () => randomBytes(32);
  const validMs = 60_000;

  describe('a user', () => {
    it('has unique tokens', async () => {
      const tokenHash = aHash();
      await createUser(db(), { tokenHash });
      await expect(createUser(db(), { tokenHash })).rejects.toThrow('unique');
    });

    it('is found by the newest recovery key', async () => {
      const userId = await aUser(db());
      const [old, current] = [aHash(), aHash()];
      await setRecoveryHash(db(), { userId, recoveryHash: old });
      await setRecoveryHash(db(), { userId, recoveryHash: current });
      expect(await findUserByRecoveryHash(db(), old)).toBeNull();
      expect(await findUserByRecoveryHash(db(), current)).toEqual({ id: userId });
    });
  });

  describe('a nickname', () => {
    it('is that which its user chose last', async () => {
      const [userId, other] = [await aUser(db()), await aUser(db())];
      expect(await readNickname(db(), userId)).toBeNull();
      for (const nickname of ['Ada', '👩‍🚀'.repeat(10), null]) {
        await writeNickname(db(), { userId, nickname });
        expect(await readNickname(db(), userId)).toBe(nickname);
        expect((await exportUser(db(), userId))?.nickname).toBe(nickname);
      }
      expect(await readNickname(db(), other)).toBeNull();
    });
  });

  describe('a device code', () => {
    it('works once', async () => {
      const userId = await aUser(db());
      const codeHash = aHash();
      const { expiresAt } = await createDeviceCode(db(), { userId, codeHash, validMs });
      expect(expiresAt.getTime()).toBeGreaterThan(Date.now());
      const outcomes = await Promise.all([1, 2, 3].map(() => redeemDeviceCode(db(), codeHash)));
      expect(outcomes.filter((outcome) => outcome !== null)).toEqual([{ id: userId }]);
    });

    it('works until it expires or a newer one replaces it', async () => {
      const userId = await aUser(db());
      const [old, replaced, current] = [aHash(), aHash(), aHash()];
      await createDeviceCode(db(), { userId, codeHash: old, validMs: -1 });
      expect(await redeemDeviceCode(db(), old)).toBeNull();
      await createDeviceCode(db(), { userId, codeHash: replaced, validMs });
      await createDeviceCode(db(), { userId, codeHash: current, validMs });
      expect(await redeemDeviceCode(db(), replaced)).toBeNull();
      expect(await redeemDeviceCode(db(), current)).toEqual({ id: userId });
    });
  });

  describe('the days of a user', () => {
    it('depend on the time zone, and count each assignment as solved once', async () => {
      const { handIns, courseId, userId } = await aClassroom(db(), ['a', 'b']);
      const [a, b] = handIns as [HandIn, HandIn];
      const handInAt = async (handIn: HandIn, verdict: 'passed' | 'failed', at: string) => {
        const { submission } = await graded(db(), handIn, aResult(verdict));
        await sql`update submissions set created_at = ${at} where id = ${submission.id}`.execute(
          db(),
        );
      };
      await handInAt(a, 'failed', '2026-03-01T21:30:00Z');
      await handInAt(a, 'passed', '2026-03-01T22:30:00Z');
      await handInAt(a, 'passed', '2026-03-03T12:00:00Z');
      await handInAt(b, 'passed', '2026-03-03T12:01:00Z');
      await graded(db(), { ...a, userId: await aUser(db()) }, aResult('passed'));
      const days = (timeZone: string) => listActiveDays(db(), { userId, courseId, timeZone });
      expect(await days('UTC')).toEqual([
        { day: '2026-03-01', submissions: 2, solved: 1 },
        { day: '2026-03-03', submissions: 2, solved: 1 },
      ]);
      expect(await days('Europe/Helsinki')).toEqual([
        { day: '2026-03-01', submissions: 1, solved: 0 },
        { day: '2026-03-02', submissions: 1, solved: 1 },
        { day: '2026-03-03', submissions: 2, solved: 1 },
      ]);
    });

    it('count an assignment as solved by a shared result, too', async () => {
      const { handIn, courseId } = await aClassroom(db(), ['a']);
      const { id } = (await graded(db(), handIn, aResult('passed'))).submission;
      const userId = await aUser(db());
      const source = { id, points: 100, correct: true };
      for (let again = 0; again < 2; again++) {
        await insertReused(db(), { ...handIn, userId, source });
      }
      const [day, ...others] = await listActiveDays(db(), { userId, courseId, timeZone: 'UTC' });
      expect(day).toMatchObject({ submissions: 2, solved: 1 });
      expect(others).toEqual([]);
    });
  });
}
