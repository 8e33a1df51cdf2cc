import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import {
  createSession,
  createUser,
  endSession,
  endSessions,
  findSessions,
  listSessions,
  noteSessionUse,
  type Database,
} from '../../src/index.ts';
import { aUser, malformedIds, nobodysId } from '../fixtures.ts';

export function describeSessions(database: () => Database): void {
  const db = () => database().kysely;
  const noteEveryMs = 3_600_000;
  const signIn = async (userId: string, description: string | null = null): Promise<Buffer> => {
    const tokenHash = randomBytes(32);
    await createSession(db(), { userId, tokenHash, description });
    return tokenHash;
  };
  const find = async (tokenHash: Buffer) => {
    const [found] = await findSessions(db(), { tokenHashes: [tokenHash], noteEveryMs });
    const tokenHashes = [randomBytes(32), tokenHash, tokenHash];
    const together = await findSessions(db(), { tokenHashes, noteEveryMs });
    expect(together).toEqual([null, found, found]);
    return found;
  };
  const usedAgo = (tokenHash: Buffer, interval: string) =>
    sql`update sessions set last_used_at = now() - ${interval}::interval
      where token_hash = ${tokenHash}`.execute(db());

  describe('a session', () => {
    it('is found by the hash of its token', async () => {
      const first = randomBytes(32);
      const { id: userId } = await createUser(db(), { tokenHash: first });
      const second = await signIn(userId);
      for (const hash of [first, second]) {
        expect(await find(hash)).toEqual({ userId, useIsOld: false, viewed: null });
      }
      expect(await find(randomBytes(32))).toBeNull();
    });

    it('has its use noted once an hour, and its browser when that was unknown', async () => {
      const userId = await aUser(db());
      const tokenHash = await signIn(userId);
      await usedAgo(tokenHash, '2 hours');
      expect(await find(tokenHash)).toEqual({ userId, useIsOld: true, viewed: null });
      await noteSessionUse(db(), { tokenHash, noteEveryMs, description: 'Firefox on Linux' });
      expect(await find(tokenHash)).toEqual({ userId, useIsOld: false, viewed: null });
      const before = await listSessions(db(), userId);
      await noteSessionUse(db(), { tokenHash, noteEveryMs, description: 'Chrome on Linux' });
      expect(await listSessions(db(), userId)).toEqual(before);
      expect(before[0]).toMatchObject({ tokenHash, description: 'Firefox on Linux' });
    });

    it('is listed for its user only, the most recently used one first', async () => {
      const userId = await aUser(db());
      const older = await signIn(userId, 'Safari on iPad');
      await usedAgo(older, '3 days');
      await aUser(db());
      const listed = await listSessions(db(), userId);
      expect(listed).toHaveLength(2);
      expect(listed[1]).toMatchObject({ tokenHash: older, description: 'Safari on iPad' });
    });

    it('is ended by its user only', async () => {
      const userId = await aUser(db());
      const tokenHash = await signIn(userId);
      const id = (await listSessions(db(), userId)).find((one) =>
        one.tokenHash.equals(tokenHash),
      )?.id;
      if (id === undefined) throw new Error('not listed');
      expect(await endSession(db(), { userId: await aUser(db()), id })).toBeNull();
      for (const wrong of [...malformedIds, nobodysId]) {
        expect(await endSession(db(), { userId, id: wrong })).toBeNull();
      }
      expect(await endSession(db(), { userId, id })).toEqual(tokenHash);
      expect(await find(tokenHash)).toBeNull();
      expect(await endSession(db(), { userId, id })).toBeNull();
    });

    it('is ended with all others of its user except one', async () => {
      const userId = await aUser(db());
      const kept = await signIn(userId);
      const others = [await signIn(userId), await signIn(userId)];
      const strangers = await aUser(db());
      const ended = await endSessions(db(), { userId, but: kept });
      expect(ended).toHaveLength(3);
      for (const hash of others) expect(ended).toContainEqual(hash);
      expect(await listSessions(db(), userId)).toMatchObject([{ tokenHash: kept }]);
      expect(await listSessions(db(), strangers)).toHaveLength(1);
      expect(await endSessions(db(), { userId })).toEqual([kept]);
    });
  });
}
