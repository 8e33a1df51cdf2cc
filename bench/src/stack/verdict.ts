import type { Stack } from '@touchstone/cli/stack';
import { figure, type Figure } from '../figures.ts';
import { createLoadClient } from '../load/client.ts';
import { atRate } from '../load/load.ts';
import { createStudents, findWork, handIn } from '../load/students.ts';
import { percentile } from '../statistics.ts';
import { browse } from './browser.ts';
import { measureSustained } from './sustained.ts';

export interface VerdictOptions {
  readonly seconds: number;
  /** Submissions one after the other, idle; and a third as many in Chromium. */
  readonly samples: number;
  /** Default: half of the rate that is measured first. */
  readonly perSecond?: number;
}

/** The number of submissions that can be in flight: each user has at most one. */
const studentCount = 300;

/** Part of the load. */
const browserPerSecond = 4;

/**
 * Time from the POST to the event `graded`: for most submissions by HTTP from Node.js, for a sample
 * by fetch and the page's event streams in Chromium, which also runs on these cores.
 */
export async function measureVerdict(
  stack: Pick<Stack, 'url' | 'processes'>,
  { seconds, samples, ...options }: VerdictOptions,
): Promise<Figure[]> {
  const perSecond = options.perSecond ?? (await measureSustained(stack, { seconds })).perSecond / 2;
  const client = createLoadClient(stack.url);
  const page = await browse(stack.url);
  try {
    const work = await findWork(client);
    const students = await createStudents(client, studentCount);
    const inBrowser = () => page.handIn(work.assignmentId, work.nextProgram());
    const oneByOne = async (count: number, once: () => Promise<number>): Promise<number[]> => {
      const millis: number[] = [];
      while (millis.length < count) millis.push(await once());
      return millis;
    };
    const byHttp = () => handIn(client, work, students[0] ?? '');
    await oneByOne(5, byHttp);
    const idle = await oneByOne(samples, byHttp);
    const idleSeen = await oneByOne(Math.ceil(samples / 3), inBrowser);

    // Its user waits for each verdict before the next submission, as in the page.
    let last = Promise.resolve(0);
    const [loaded, seen] = await Promise.all([
      atRate({ perSecond: Math.max(1, perSecond - browserPerSecond), seconds }, (index) =>
        handIn(client, work, students[index % studentCount] ?? ''),
      ),
      atRate({ perSecond: browserPerSecond, seconds }, () => (last = last.then(inBrowser))),
    ]);
    const half = `half load (${perSecond.toFixed(0)} a second)`;
    return [
      ...spread('idle', idle),
      ...spread('idle, in Chromium', idleSeen),
      ...spread(half, loaded),
      ...spread(`${half}, in Chromium`, seen, { p50: 60, p95: 150 }),
    ];
  } finally {
    await page.close();
    client.close();
  }
}

function spread(
  when: string,
  millis: readonly number[],
  goals: { p50?: number; p95?: number } = {},
): Figure[] {
  if (millis.length === 0) return [];
  const at = (name: string, share: number, max?: number): Figure =>
    figure(
      `verdict, ${when}, ${name} of ${millis.length}`,
      percentile(millis, share),
      'ms',
      max === undefined ? undefined : { max },
    );
  return [at('p50', 0.5, goals.p50), at('p95', 0.95, goals.p95), at('p99', 0.99)];
}
