import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '@touchstone/database';
import { sql } from 'kysely';
import { showProgress } from '../progress.ts';

const drainLimitMs = 45 * 60_000;

/** Counts the submissions of an assignment that wait for a verdict, once a second. */
export function watchBacklog(db: Connection, assignmentId: string) {
  let longest = 0;
  const waiting = async (): Promise<number> => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::float8 as count from submissions
      where status in ('received', 'queued', 'grading')
        and assignment_id = ${assignmentId}::uuid`.execute(db);
    return rows[0]?.count ?? 0;
  };
  let isPlaying = true;
  const watch = async (): Promise<void> => {
    while (isPlaying) {
      longest = Math.max(longest, await waiting());
      await delay(1_000);
    }
  };
  const watching = watch();
  return {
    async drained(): Promise<{ longest: number; drainedAtMs: number }> {
      isPlaying = false;
      await watching;
      const endsAt = Date.now() + drainLimitMs;
      for (;;) {
        const count = await waiting();
        longest = Math.max(longest, count);
        if (count === 0) return { longest, drainedAtMs: Date.now() };
        if (Date.now() > endsAt) throw new Error(`${count} submissions still wait.`);
        showProgress(`${count} submissions wait`);
        await delay(250);
      }
    },
  };
}
