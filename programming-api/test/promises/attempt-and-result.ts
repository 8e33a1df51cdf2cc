import { randomUUID } from 'node:crypto';
import type { Messaging } from '@touchstone/messaging';
import { sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';
import { sampleResult } from '../sample-course.ts';
import { graderSecret, type TestUser } from '../start-api.ts';
import {
  begun,
  handIn,
  passDeadline,
  soon,
  startProcess,
  sweeping,
  untilStatus,
} from './ground.ts';
import type { Ground } from './ground.ts';

const grader: TestUser = { uuid: '', token: graderSecret };

/** Messaging of a process that dies when it publishes: after the commit, before it answers. */
function dyingAfterCommit() {
  const publish = vi.fn(() => new Promise<never>(() => undefined));
  const spoil = ({ messaging }: { messaging: Messaging }) => ({
    messaging: { ...messaging, submissionEvents: { ...messaging.submissionEvents, publish } },
  });
  return { publish, spoil };
}

export function describeAttemptAndResult(ground: () => Ground): void {
  describe('attempt: a number that fences', () => {
    test('the API dies before it answers, and the repeated call gets the same attempt', async () => {
      const { calm } = ground();
      const one = await handIn(ground());
      const { publish, spoil } = dyingAfterCommit();
      const dying = await startProcess(ground(), { spoil });
      const begin = { submissionId: one.id, gradingId: randomUUID() };
      void dying.api.post('/internal/attempts', grader, begin);
      await vi.waitFor(() => expect(publish).toHaveBeenCalled(), soon);
      const again = await calm.api.post('/internal/attempts', grader, begin);
      expect(again).toMatchObject({ status: 200, json: { attempt: 1 } });
    });

    test('a grader that was frozen past its deadline wakes up and changes nothing', async () => {
      const { calm } = ground();
      const one = await handIn(ground());
      const frozen = await begun(calm, one.id);
      await startProcess(ground(), { config: sweeping });
      await passDeadline(calm, one.id);
      await untilStatus(one, 'queued');
      const attempt = await begun(calm, one.id);

      const post = (number: number, verdict: 'passed' | 'failed') => {
        const result = sampleResult(verdict);
        const request = { submissionId: one.id, attempt: number, result };
        return calm.api.post('/internal/results', grader, request);
      };
      expect(await post(frozen, 'failed')).toMatchObject({
        status: 409,
        json: { type: '/problems/stale-attempt' },
      });
      expect(await one.read()).toMatchObject({ status: 'grading', result: null });
      expect((await post(attempt, 'passed')).status).toBe(200);
      expect((await post(frozen, 'failed')).status).toBe(409);
      expect((await one.read()).result?.verdict).toBe('passed');
    });

    test('a grader that was only slow may still end what nobody else has begun', async () => {
      const { calm } = ground();
      const one = await handIn(ground());
      const attempt = await begun(calm, one.id);
      await startProcess(ground(), { config: sweeping });
      await passDeadline(calm, one.id);
      await untilStatus(one, 'queued');
      const request = { submissionId: one.id, attempt, result: sampleResult() };
      expect((await calm.api.post('/internal/results', grader, request)).status).toBe(200);
      await untilStatus(one, 'graded');
    });
  });

  describe('result: stored once', () => {
    test('the API dies before it answers, and the repeated result changes nothing', async () => {
      const { calm } = ground();
      const one = await handIn(ground());
      const attempt = await begun(calm, one.id);
      const { publish, spoil } = dyingAfterCommit();
      const dying = await startProcess(ground(), { spoil });
      const request = { submissionId: one.id, attempt, result: sampleResult() };
      void dying.api.post('/internal/results', grader, request);
      await vi.waitFor(() => expect(publish).toHaveBeenCalled(), soon);
      const before = await one.read();
      expect(before.status).toBe('graded');

      const announced: string[] = [];
      const unsubscribe = calm.messaging.submissionEvents.subscribe(({ submissionId }) => {
        announced.push(submissionId);
      });
      const again = { ...request, result: sampleResult('failed') };
      expect((await calm.api.post('/internal/results', grader, again)).status).toBe(200);
      expect(await one.read()).toEqual(before);
      expect((await calm.api.get('/api/me', one.user)).json).toMatchObject({ points: 100 });
      // The process that died announced nothing.
      await vi.waitFor(() => expect(announced).toContain(one.id), soon);
      unsubscribe();
    });

    test('PostgreSQL is killed in the middle of it, and the repeated result is whole', async () => {
      const { calm, servers } = ground();
      const one = await handIn(ground());
      const attempt = await begun(calm, one.id);
      const request = { submissionId: one.id, attempt, result: sampleResult() };
      const post = () => calm.api.post('/internal/results', grader, request);
      const failed = await calm.database.kysely
        .transaction()
        .execute(async (transaction) => {
          await sql`lock table progress in exclusive mode`.execute(transaction);
          const posting = post();
          await vi.waitFor(async () => {
            const { rows } = await sql`
              select 1 from pg_stat_activity where wait_event_type = 'Lock'
                and query like '%progress%' and datname = current_database()`.execute(
              calm.database.kysely,
            );
            expect(rows).toHaveLength(1);
          }, soon);
          servers.postgres.server.kill('SIGQUIT');
          await servers.postgres.server.exited;
          expect((await posting).status).toBeGreaterThanOrEqual(500);
        })
        .catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(Error);
      await servers.postgres.startAgain();
      expect(await one.read()).toMatchObject({ status: 'grading', result: null });
      expect((await calm.api.get('/api/me', one.user)).json).toMatchObject({ points: 0 });
      await vi.waitFor(async () => expect((await post()).status).toBe(200), soon);
      await untilStatus(one, 'graded');
      expect((await calm.api.get('/api/me', one.user)).json).toMatchObject({ points: 100 });
    });
  });
}
