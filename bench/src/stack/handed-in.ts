import type { Stack } from '@touchstone/cli/stack';
import { figure, type Figure } from '../figures.ts';
import { createLoadClient } from '../load/client.ts';
import { keepBusy } from '../load/load.ts';
import { findWork } from '../load/students.ts';
import { percentile } from '../statistics.ts';
import { fillUsers, onDatabase, removeQueued, tokenOf } from './fill.ts';
import { processorMs } from './processor-time.ts';

/** More than can hand in within a second, since each has at most one ungraded submission. */
const studentsPerSecond = 600;

/**
 * Different programs handed in per second while graders are frozen, so that nothing else uses the cores:
 * from the POST to the receipt.
 */
export async function measureHandedIn(
  stack: Pick<Stack, 'url' | 'databaseUrl' | 'processes'>,
  { seconds, concurrency = 24 }: { seconds: number; concurrency?: number },
): Promise<Figure[]> {
  const client = createLoadClient(stack.url);
  const graders = stack.processes.filter(({ name }) => name.startsWith('grader-api'));
  try {
    const work = await findWork(client);
    const count = Math.ceil(2 * seconds * studentsPerSecond);
    await onDatabase(stack.databaseUrl, (db) => fillUsers(db, count));
    for (const grader of graders) grader.kill('SIGSTOP');
    let student = 0;
    const once = async (): Promise<number> => {
      student += 1;
      const body = { assignmentId: work.assignmentId, code: work.nextProgram() };
      const began = performance.now();
      const { status } = await client.as(tokenOf(student)).try('POST /api/submissions', { body });
      if (status !== 202) throw new Error(`Handing in was answered ${status}.`);
      return performance.now() - began;
    };
    // Warm-up of the same length.
    await keepBusy({ concurrency, seconds }, once);
    const before = await processorMs(stack);
    const { perSecond, millis } = await keepBusy({ concurrency, seconds }, once);
    const after = await processorMs(stack);
    return [
      figure('handed in, all different', perSecond, 'a second'),
      figure(`receipt with ${concurrency} at once, p50`, percentile(millis, 0.5), 'ms'),
      figure(`receipt with ${concurrency} at once, p99`, percentile(millis, 0.99), 'ms'),
      ...Object.entries(after).map(([kind, ms]) =>
        figure(
          `processor time of a hand-in, ${kind}`,
          (ms - (before[kind] ?? 0)) / millis.length,
          'ms',
        ),
      ),
    ];
  } finally {
    await onDatabase(stack.databaseUrl, removeQueued);
    for (const grader of graders) grader.kill('SIGCONT');
    client.close();
  }
}
