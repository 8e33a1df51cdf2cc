import { freePort } from '@touchstone/servers';
import { spawnService, type ServiceProcess } from '@touchstone/test-kit';
import { sql } from 'kysely';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { readEvents } from '../event-reader.ts';
import { sampleResult } from '../sample-course.ts';
import { graderSecret } from '../start-api.ts';
import { begun, handIn, soon, type Ground } from './ground.ts';

export function describeClosing(ground: () => Ground): void {
  describe('closing: a process that receives a signal finishes what it has started', () => {
    const startMain = async (): Promise<{ process: ServiceProcess; url: string }> => {
      const { servers } = ground();
      const port = String(await freePort());
      const process = spawnService(new URL('../../src/main.ts', import.meta.url), {
        TOUCHSTONE_PORT: port,
        TOUCHSTONE_DATABASE_URL: servers.databaseUrl,
        TOUCHSTONE_REDIS_URL: servers.redis.url,
        TOUCHSTONE_GRADER_SECRET: graderSecret,
      });
      onTestFinished(() => process.kill('SIGKILL'));
      const url = `http://127.0.0.1:${port}`;
      await vi.waitFor(
        async () => expect((await fetch(`${url}/health/ready`)).status).toBe(200),
        soon,
      );
      return { process, url };
    };

    test('accepts no more, answers running requests, ends streams with a hint, and exits with 0', async () => {
      const { calm } = ground();
      const { process, url } = await startMain();
      const [one, other] = [await handIn(ground()), await handIn(ground())];
      const reader = await readEvents(`${url}/api/submissions/${one.id}/events`, one.user);
      await reader.nth('queued');
      const attempt = await begun(calm, other.id);
      let answer: Promise<Response> | undefined;
      let signalledAtMs = NaN;
      await calm.database.kysely.transaction().execute(async (transaction) => {
        await sql`lock table progress in exclusive mode`.execute(transaction);
        answer = fetch(`${url}/internal/results`, {
          method: 'POST',
          headers: { authorization: `Bearer ${graderSecret}`, 'content-type': 'application/json' },
          body: JSON.stringify({ submissionId: other.id, attempt, result: sampleResult() }),
        });
        await vi.waitFor(async () => {
          const { rows } = await sql`
            select 1 from pg_stat_activity where wait_event_type = 'Lock'
              and query like '%progress%' and datname = current_database()`.execute(
            calm.database.kysely,
          );
          expect(rows).toHaveLength(1);
        }, soon);
        signalledAtMs = performance.now();
        process.kill('SIGTERM');
        await reader.ended;
        await vi.waitFor(() => expect(fetch(url)).rejects.toThrow('fetch failed'), soon);
      });
      expect((await answer)?.status).toBe(200);
      expect(await process.exited).toBe(0);
      expect(performance.now() - signalledAtMs).toBeLessThan(4_500);
      expect(reader.text()).toMatch(/retry: \d+\n\n$/);
      expect((await other.read()).status).toBe('graded');
      expect(process.output()).not.toMatch(/"level":[56]0/);
    });
  });
}
