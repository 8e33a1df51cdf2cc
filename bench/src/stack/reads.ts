import type { Stack } from '@touchstone/cli/stack';
import { addressOf } from '@touchstone/contracts';
import { figure, type Figure } from '../figures.ts';
import { flood, type FloodOptions } from '../load/flood.ts';
import { percentile } from '../statistics.ts';
import { startStaticNginx } from './static-nginx.ts';

const list = addressOf('GET /api/assignments');
const connections = 32;

/**
 * Reads of the assignment list per second, compared to an nginx that serves the same bytes as a file.
 * The contenders alternate, and the ratios are medians of all rounds. The list is read by GET, which
 * nginx caches for a second, and by POST, which an API answers each time.
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
    // Warm-up, not measured: Node.js compiles the services' code.
    await once('api');
    const measured: Record<keyof typeof contenders, number>[] = [];
    while (measured.length < rounds) {
      measured.push({
        static: await once('static'),
        cached: await once('cached'),
        api: await once('api'),
      });
    }
    const medianOf = (pick: (round: (typeof measured)[number]) => number): number =>
      percentile(measured.map(pick), 0.5);
    const cached = 'reads, kept for a second';
    const api = 'reads, from the API';
    const toFile = 'x the file';
    return [
      figure(
        'reads, nginx with a file',
        medianOf((one) => one.static),
        'a second',
      ),
      figure(
        cached,
        medianOf((one) => one.cached),
        'a second',
      ),
      figure(
        api,
        medianOf((one) => one.api),
        'a second',
      ),
      figure(
        cached,
        medianOf((one) => one.cached / one.static),
        toFile,
        { min: 0.7 },
      ),
      figure(
        api,
        medianOf((one) => one.api / one.static),
        toFile,
        { min: 0.25 },
      ),
    ];
  } finally {
    await file.server.stop();
  }
}
