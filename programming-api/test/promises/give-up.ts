import { pino } from 'pino';
import { describe, expect, test, vi } from 'vitest';
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

export function describeGiveUp(ground: () => Ground): void {
  describe('give up: only graders that die while they run it count', () => {
    const die = async (one: HandedIn): Promise<void> => {
      await begun(ground().calm, one.id);
      await passDeadline(ground().calm, one.id);
    };

    test('four deaths do not end it, five do: our fault, to hand in again, logged for operators', async () => {
      const log: string[] = [];
      const logger = pino({ level: 'error' }, { write: (line) => void log.push(line) });
      const { api } = await startProcess(ground(), { config: sweeping, logger });
      const one = await handIn(ground());
      for (let deaths = 1; deaths <= 4; deaths++) {
        await die(one);
        await untilStatus(one, 'queued');
      }
      expect(log).toEqual([]);
      await die(one);
      await untilStatus(one, 'graded');
      const { result, assignmentId } = await one.read();
      expect(result).toMatchObject({ verdict: 'internal-error', correct: false, points: 0 });
      expect(result?.output).toMatch(/This was our fault, not yours. Please hand it in again/);

      expect(log).toHaveLength(1);
      expect(JSON.parse(log[0] ?? '')).toMatchObject({
        ...{ submissionId: one.id, assignmentId, attempts: 5, lostAttempts: 5 },
      });
      const metrics = (await api.service.app.inject('/metrics')).body;
      expect(metrics).toContain('touchstone_swept_total{action="given-up"} 1');
      const { calm, servers } = ground();
      expect((await calm.api.submit(one.user, servers.assignmentId, one.code)).status).toBe(202);
    });

    test('a grader that dies and starts again at once, five times, never makes a sixth attempt', async () => {
      const { calm } = ground();
      const one = await handIn(ground());
      for (let attempt = 1; attempt <= 5; attempt++) await begun(calm, one.id);
      expect((await calm.api.office.beginAttempt({ submissionId: one.id })).kind).toBe(
        'already-graded',
      );
      expect((await one.read()).result?.verdict).toBe('internal-error');
    });

    test('what is handed back does not count, however often', async () => {
      const { calm } = ground();
      const one = await handIn(ground());
      for (let times = 1; times <= 7; times++) {
        const attempt = await begun(calm, one.id);
        const back = { submissionId: one.id, attempt };
        expect(await calm.api.office.handBack(back)).toBe('requeued');
      }
      expect(await begun(calm, one.id)).toBe(8);
    });

    test('an API that was away lets graders report before it counts', async () => {
      const { calm } = ground();
      const one = await handIn(ground());
      const attempt = await begun(calm, one.id);
      await passDeadline(calm, one.id);
      const config = { ...sweeping, outageGraceMs: 60_000 };
      const { api } = await startProcess(ground(), { config });
      // Whatever else it does, it does: a submission without an entry gets one in each of its rounds.
      for (let rounds = 1; rounds <= 2; rounds++) {
        const other = await handIn(ground());
        const taker = calm.messaging.stream.consumer('taker');
        await vi.waitFor(async () => {
          for (const taken of await taker.take(50, { waitMs: 1 })) await taker.acknowledge(taken);
          expect(await calm.messaging.stream.missing([other.id])).toEqual([other.id]);
        }, soon);
        await taker.close();
        await vi.waitFor(
          async () => expect(await calm.messaging.stream.missing([other.id])).toEqual([]),
          soon,
        );
      }
      expect((await one.read()).status).toBe('grading');
      const held = { submissionId: one.id, attempt, result: sampleResult() };
      expect(await api.office.storeResult(held)).toBe('stored');
    });
  });
}
