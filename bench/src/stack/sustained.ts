import type { Stack } from '@touchstone/cli/stack';
import { figure, type Figure } from '../figures.ts';
import { createLoadClient } from '../load/client.ts';
import { keepBusy } from '../load/load.ts';
import { createStudents, findWork, handIn } from '../load/students.ts';
import { percentile } from '../statistics.ts';
import { processorMs } from './processor-time.ts';

/** Different programs graded per second, from the POST to the Server-Sent Event `graded`. */
export async function measureSustained(
  stack: Pick<Stack, 'url' | 'processes'>,
  { seconds, concurrency = 24 }: { seconds: number; concurrency?: number },
): Promise<{ perSecond: number; figures: Figure[] }> {
  const client = createLoadClient(stack.url);
  try {
    const work = await findWork(client);
    const students = await createStudents(client, concurrency);
    const once = (worker: number) => handIn(client, work, students[worker] ?? '');
    // Warm-up of the same length: Node.js compiles code after some hundred runs, and services run
    // for weeks after that.
    await keepBusy({ concurrency, seconds }, once);
    const before = { ...(await processorMs(stack)), load: ownMs() };
    const { perSecond, millis } = await keepBusy({ concurrency, seconds }, once);
    const after: Record<string, number> = { ...(await processorMs(stack)), load: ownMs() };
    return {
      perSecond,
      figures: [
        figure('graded, all different', perSecond, 'a second', { min: 100 }),
        figure(`p50 with ${concurrency} at once`, percentile(millis, 0.5), 'ms'),
        figure(`p99 with ${concurrency} at once`, percentile(millis, 0.99), 'ms'),
        ...Object.entries(before).map(([kind, ms]) => {
          const spentMs = (after[kind] ?? 0) - ms;
          return figure(`processor time of one, ${kind}`, spentMs / millis.length, 'ms');
        }),
      ],
    };
  } finally {
    client.close();
  }
}

const ownMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
