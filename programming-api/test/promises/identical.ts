import { describe, expect, test, vi } from 'vitest';
import { readEvents, type EventReader } from '../event-reader.ts';
import { sampleResult } from '../sample-course.ts';
import { grade, madeBy } from '../start-api.ts';
import {
  begun,
  handIn,
  passDeadline,
  soon,
  startProcess,
  sweeping,
  untilStatus,
} from './ground.ts';
import type { Ground, HandedIn } from './ground.ts';

export function describeIdentical(ground: () => Ground, url: () => string): void {
  describe('identical submissions in flight: graded once, and all get the result', () => {
    const twoInFlight = async (): Promise<[leader: HandedIn, follower: HandedIn]> => {
      const leader = await handIn(ground());
      return [leader, await handIn(ground(), { code: leader.code })];
    };
    const follow = ({ id, user }: HandedIn): Promise<EventReader> =>
      readEvents(`${url()}/api/submissions/${id}/events`, user);

    test('the second waits for the first’s result, without a stream entry', async () => {
      const { calm } = ground();
      const [leader, follower] = await twoInFlight();
      expect(await calm.messaging.stream.missing([leader.id, follower.id])).toEqual([follower.id]);
      const readers = await Promise.all([follow(leader), follow(follower)]);
      for (const reader of readers) await reader.nth('queued');
      const attempt = await begun(calm, leader.id);
      for (const reader of readers) {
        expect((await reader.nth('grading')).data).toEqual({ attempt: 1 });
      }
      const request = { submissionId: leader.id, attempt, result: sampleResult() };
      await calm.api.office.storeResult(request);
      for (const reader of readers) {
        expect((await reader.nth('graded')).data).toMatchObject({ points: 100 });
        await reader.ended;
        const revisions = reader.events.map(({ id }) => Number(id));
        expect(revisions).toEqual([...revisions].sort((one, other) => one - other));
      }
      expect(await leader.read()).toMatchObject({ reusedFrom: null, result: sampleResult() });
      expect(await follower.read()).toMatchObject({
        reusedFrom: leader.id,
        result: sampleResult(),
      });
    });

    test('the first’s grader dies, and both are graded by the next attempt', async () => {
      const { calm } = ground();
      const [leader, follower] = await twoInFlight();
      await begun(calm, leader.id);
      await startProcess(ground(), { config: sweeping });
      await passDeadline(calm, leader.id);
      await untilStatus(leader, 'queued');
      await grade(calm.api.office, leader.id, sampleResult('failed'));
      for (const one of [leader, follower]) {
        expect((await one.read()).result?.verdict).toBe('failed');
      }
    });

    test('the first is given up, and the second is graded instead', async () => {
      const { calm } = ground();
      const [leader, follower] = await twoInFlight();
      const third = await handIn(ground(), { code: leader.code });
      const reader = await follow(follower);
      await reader.nth('queued');
      for (let attempt = 1; attempt <= 5; attempt++) await begun(calm, leader.id);
      await calm.api.office.beginAttempt({ submissionId: leader.id });
      expect((await leader.read()).result?.verdict).toBe('internal-error');
      expect(await calm.messaging.stream.missing([follower.id])).toEqual([]);
      await grade(calm.api.office, follower.id);
      expect((await reader.nth('graded')).data).toMatchObject({ points: 100 });
      expect(await third.read()).toMatchObject({ status: 'graded', reusedFrom: follower.id });
    });

    test('one that was left behind is found', async () => {
      const { calm } = ground();
      const [leader, follower] = await twoInFlight();
      await begun(calm, leader.id);
      await calm.database.kysely
        .updateTable('submissions')
        .set({ status: 'graded', deadline_at: null, graded_at: new Date() })
        .set({ result: JSON.stringify(sampleResult()) })
        .set({ judge_version: madeBy.judge, python_version: madeBy.python })
        .where('id', '=', leader.id)
        .execute();
      await startProcess(ground(), { config: sweeping });
      await vi.waitFor(
        async () => expect((await follower.read()).result).toEqual(sampleResult()),
        soon,
      );
    });
  });
}
