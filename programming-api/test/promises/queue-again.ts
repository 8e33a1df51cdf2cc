import type { StreamConsumer } from '@touchstone/messaging';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { sampleResult } from '../sample-course.ts';
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

export function describeQueueAgain(ground: () => Ground): void {
  describe('queue again: whatever is lost except the database, each is graded once', () => {
    const consumer = (name: string): StreamConsumer => {
      const one = ground().calm.messaging.stream.consumer(name);
      onTestFinished(() => one.close());
      return one;
    };
    const flush = async (): Promise<void> => {
      const admin = new Redis(ground().servers.redis.url);
      await admin.flushall();
      admin.disconnect();
    };

    test('Redis loses a long queue, of which graders have taken a part', async () => {
      const { calm } = ground();
      await flush();
      const handedIn: HandedIn[] = [];
      while (handedIn.length < 50) {
        handedIn.push(...(await Promise.all(Array.from({ length: 10 }, () => handIn(ground())))));
      }
      const ids = new Set(handedIn.map(({ id }) => id));
      const early = await consumer('early').take(10, { waitMs: 5_000 });
      expect(early).toHaveLength(10);
      await flush();

      await Promise.all([1, 2].map(() => startProcess(ground(), { config: sweeping })));
      await vi.waitFor(
        async () => expect(await calm.messaging.stream.missing([...ids])).toEqual([]),
        soon,
      );
      const late = consumer('late');
      const delivered = [];
      for (;;) {
        const some = await late.take(20, { waitMs: 200 });
        if (some.length === 0) break;
        delivered.push(...some.filter(({ entry }) => ids.has(entry.submissionId)));
      }
      expect(delivered).toHaveLength(50);
      expect(new Set(delivered.map(({ entry }) => entry.submissionId)).size).toBe(50);

      // Graders that took an entry before the loss and those that took it afterwards both report.
      const report = async (submissionId: string): Promise<void> => {
        const begin = await calm.api.office.beginAttempt({ submissionId });
        if (begin.kind !== 'begun') return;
        const request = { submissionId, attempt: begin.attempt, result: sampleResult() };
        expect(['stored', 'stale']).toContain(await calm.api.office.storeResult(request));
      };
      await Promise.all([...early, ...delivered].map(({ entry }) => report(entry.submissionId)));
      await Promise.all(
        handedIn.map(async (one) => {
          expect(await one.read()).toMatchObject({ status: 'graded', reusedFrom: null });
          const { json } = await calm.api.get('/api/me', one.user);
          expect(json).toMatchObject({ points: 100, submissionInGrading: null });
        }),
      );
    });

    test('a grader dies: its attempt’s deadline passes, and the submission is queued again', async () => {
      const { calm } = ground();
      const one = await handIn(ground());
      await begun(calm, one.id);
      await startProcess(ground(), { config: sweeping });
      await passDeadline(calm, one.id);
      await untilStatus(one, 'queued');
      expect(await begun(calm, one.id)).toBe(2);
    });
  });
}
