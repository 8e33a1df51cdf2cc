import { expect, test } from 'vitest';
import { createMailing, type Mailed } from './mailing.ts';

const users = Array.from({ length: 23 }, (_, number) => `user-${number}`);
const addressee = (uuid: string) => ({ uuid, name: null, mail: `${uuid}@example.org` });

test('sends to ten at a time, and reports what failed', async () => {
  const batches: number[] = [];
  const reports: Mailed[] = [];
  await createMailing((batch) => {
    batches.push(batch.length);
    const [first, ...others] = batch.map(addressee);
    return Promise.resolve({
      ...{ sent: others, notInvited: [] },
      failed: first === undefined ? [] : [{ ...first, reason: 'No such mailbox' }],
    });
  }).run(users, (mailed) => reports.push(mailed));
  expect(batches).toEqual([10, 10, 3]);
  expect(reports.map(({ done }) => done)).toEqual([0, 10, 20, 23]);
  expect(reports.at(-1)).toMatchObject({ sent: 20, unknown: 0 });
  expect(reports.at(-1)?.failed.map(({ uuid }) => uuid)).toEqual(['user-0', 'user-10', 'user-20']);
});

test('stops when a call fails, and reports of how many it does not know', async () => {
  const reports: Mailed[] = [];
  let calls = 0;
  const mailing = createMailing((batch) => {
    calls += 1;
    if (calls === 2) return Promise.reject(new Error('away'));
    return Promise.resolve({ sent: batch.map(addressee), failed: [], notInvited: [] });
  });
  await expect(mailing.run(users, (mailed) => reports.push(mailed))).rejects.toThrow('away');
  expect(calls).toBe(2);
  expect(reports.at(-1)).toMatchObject({ done: 10, sent: 10, unknown: 13 });
});
