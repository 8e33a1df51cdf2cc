import type { Stack } from '@touchstone/cli/stack';
import type { Figure } from '../figures.ts';
import { flood, type FloodOptions } from '../load/flood.ts';
import { percentile } from '../statistics.ts';
import { startStaticNginx } from './static-nginx.ts';

const list = '/api/assignments';
const connections = 32;

/**
 * Reads of the assignment list a second beside an nginx that serves the same bytes as a file. They
 * take turns, and the ratios are the middle ones of all rounds. The list is asked for by GET, which
 * nginx keeps the answer to for a second, and by POST, which an API answers each time.
 */
export async function measureReads(
  stack: Pick<Stack, 'url' | 'folder'>,
  { seconds, rounds }: { seconds: number; rounds: number },
): Promise<Figure[]> {
  const content = await (await fetch(`${stack.url}${list}`)).text();
  const file = await startStaticNginx(stack.folder, content);
  try {
    const ofStack = { port: Number(new URL(stack.url).port), target: list };
    const contenders = {
      static: { port: file.server.port, target: file.target },
      cached: ofStack,
      api: { ...ofStack, method: 'POST' },
    } as const satisfies Record<string, Partial<FloodOptions>>;
    const once = async (contender: keyof typeof contenders): Promise<number> =>
      (await flood({ ...contenders[contender], connections, seconds })).perSecond;
    // Unmeasured: the services' code gets compiled by being used.
    await once('api');
    const measured: Record<keyof typeof contenders, number>[] = [];
    while (measured.length < rounds) {
      measured.push({
        static: await once('static'),
        cached: await once('cached'),
        api: await once('api'),
      });
    }
    const middle = (pick: (round: (typeof measured)[number]) => number): number =>
      percentile(measured.map(pick), 0.5);
    return [
      { name: 'reads, nginx with a file', value: middle((one) => one.static), unit: 'a second' },
      { name: 'reads, kept for a second', value: middle((one) => one.cached), unit: 'a second' },
      { name: 'reads, from the API', value: middle((one) => one.api), unit: 'a second' },
      {
        name: 'reads, kept for a second',
        value: middle((one) => one.cached / one.static),
        unit: 'x the file',
        goal: { atLeast: 0.7 },
      },
      {
        name: 'reads, from the API',
        value: middle((one) => one.api / one.static),
        unit: 'x the file',
        goal: { atLeast: 0.25 },
      },
    ];
  } finally {
    await file.server.stop();
  }
}
