import type { Stack } from '@touchstone/cli/stack';
import type { Figure } from '../figures.ts';
import { createLoadClient } from '../load/client.ts';
import { keepBusy } from '../load/load.ts';
import { createStudents, findWork, handIn } from '../load/students.ts';
import { percentile } from '../statistics.ts';

/** Different programs graded a second: posted, graded, and heard of by Server-Sent Events. */
export async function measureSustained(
  stack: Pick<Stack, 'url'>,
  { seconds, concurrency = 24 }: { seconds: number; concurrency?: number },
): Promise<{ perSecond: number; figures: Figure[] }> {
  const client = createLoadClient(stack.url);
  try {
    const work = await findWork(client);
    const students = await createStudents(client, concurrency);
    const once = (lane: number) => handIn(client, work, students[lane] ?? '');
    await keepBusy({ concurrency, seconds: Math.min(4, seconds) }, once);
    const { perSecond, millis } = await keepBusy({ concurrency, seconds }, once);
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
      ],
    };
  } finally {
    client.close();
  }
}
