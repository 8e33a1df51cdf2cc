import type { Stack } from '@touchstone/cli/stack';
import type { Figure } from '../figures.ts';
import { createLoadClient } from '../load/client.ts';
import { keepBusy } from '../load/load.ts';
import { createStudents, findWork, handIn } from '../load/students.ts';
import { percentile } from '../statistics.ts';
import { processorMs } from './processor-time.ts';

/** Different programs graded a second: posted, graded, and heard of by Server-Sent Events. */
export async function measureSustained(
  stack: Pick<Stack, 'url' | 'processes'>,
  { seconds, concurrency = 24 }: { seconds: number; concurrency?: number },
): Promise<{ perSecond: number; figures: Figure[] }> {
  const client = createLoadClient(stack.url);
  try {
    const work = await findWork(client);
    const students = await createStudents(client, concurrency);
    const once = (lane: number) => handIn(client, work, students[lane] ?? '');
    // As long again before: Node.js compiles what has run some hundred times, and services go on
    // for weeks after that.
    await keepBusy({ concurrency, seconds }, once);
    const before = { ...(await processorMs(stack)), load: ownMs() };
    const { perSecond, millis } = await keepBusy({ concurrency, seconds }, once);
    const after: Record<string, number> = { ...(await processorMs(stack)), load: ownMs() };
    const costs = Object.entries(before).map(([kind, ms]) => ({
      kind,
      ms: ((after[kind] ?? 0) - ms) / millis.length,
    }));
    return {
      perSecond,
      figures: [
        {
          name: 'graded, all different',
          value: perSecond,
          unit: 'a second',
          goal: { atLeast: 100 },
        },
        { name: `p50 with ${concurrency} at once`, value: percentile(millis, 0.5), unit: 'ms' },
        { name: `p99 with ${concurrency} at once`, value: percentile(millis, 0.99), unit: 'ms' },
        ...costs.map(({ kind, ms }) => ({
          name: `processor time of one, ${kind}`,
          value: ms,
          unit: 'ms',
        })),
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
