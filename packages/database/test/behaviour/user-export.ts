import { randomBytes } from 'node:crypto';
import { userExportSchema } from '@touchstone/contracts';
import { describe, expect, it } from 'vitest';
import {
  createDeviceCode,
  exportSubmissions,
  exportUser,
  insertQueued,
  insertReused,
  setRecoveryHash,
  writeDraft,
  type Database,
  type HandIn,
} from '../../src/index.ts';
import { aClassroom, aResult, aUser, graded, malformedIds, nobodysId } from '../fixtures.ts';

export function describeUserExport(database: () => Database): void {
  const db = () => database().kysely;

  describe('the export of a user', () => {
    it('has all data of the user, in the form of the contract', async () => {
      const { handIns, userId: other } = await aClassroom(db(), ['a', 'b']);
      const [a, b] = handIns as [HandIn, HandIn];
      const source = (await graded(db(), { ...a, userId: other }, aResult('passed'))).submission;
      const userId = await aUser(db());
      await graded(db(), { ...a, userId, code: 'x = 1\n' }, aResult('failed'));
      await insertReused(db(), {
        ...{ ...a, userId },
        source: { ...aResult('passed'), id: source.id },
      });
      // It follows another: its row has no code.
      await insertQueued(db(), { ...b, userId: other, code: 'y = 2\n' });
      await insertQueued(db(), { ...b, userId, code: 'y = 2\n' });
      await writeDraft(db(), { userId, assignmentId: b.assignmentId, code: '# d', revision: 0 });
      const { expiresAt } = await createDeviceCode(db(), {
        ...{ userId, codeHash: randomBytes(32), validMs: 1000 },
      });
      await setRecoveryHash(db(), { userId, recoveryHash: randomBytes(32) });

      const user = await exportUser(db(), userId);
      const page = await exportSubmissions(db(), { userId, after: null, limit: 10 });
      const exported = userExportSchema.parse({ ...user, submissions: page.submissions });
      expect(exported).toMatchObject({
        format: 1,
        uuid: userId,
        points: 100,
        hasRecoveryKey: true,
        deviceCodeExpiresAt: expiresAt.toISOString(),
        progress: [{ course: 'course', assignment: 'a', points: 100, completed: true }],
        drafts: [{ course: 'course', assignment: 'b', code: '# d', revision: 1 }],
        sessions: [{ description: null }],
        submissions: [
          { assignment: 'a', code: 'x = 1\n', result: { verdict: 'failed' }, reusedFrom: null },
          { assignment: 'a', code: a.code, result: { verdict: 'passed' }, reusedFrom: source.id },
          { assignment: 'b', code: 'y = 2\n', status: 'queued', result: null, gradedAt: null },
        ],
      });
      expect(JSON.stringify(exported)).not.toMatch(/hash|token/i);
    });

    it('has pages that contain every submission once', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      for (let count = 0; count < 5; count++) {
        await graded(db(), { ...handIn, code: `print(${count})` }, aResult('failed'));
      }
      const codes: (string | undefined)[] = [];
      let after: number | null = null;
      do {
        const page = await exportSubmissions(db(), { userId, after, limit: 2 });
        codes.push(...page.submissions.map(({ code }) => code));
        after = page.next;
      } while (after !== null);
      expect(codes).toEqual([0, 1, 2, 3, 4].map((count) => `print(${count})`));
    });

    it('is null for an unknown id', async () => {
      for (const id of [...malformedIds, nobodysId]) expect(await exportUser(db(), id)).toBeNull();
    });
  });
}
