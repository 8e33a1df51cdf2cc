import type { Stack } from '@touchstone/cli/stack';
import type { Figure } from '../figures.ts';
import { createLoadClient } from '../load/client.ts';
import { atRate } from '../load/load.ts';
import { createStudents, findWork, handIn } from '../load/students.ts';
import { percentile } from '../statistics.ts';
import { browse } from './browser.ts';
import { measureSustained } from './sustained.ts';

export interface VerdictOptions {
  readonly seconds: number;
  /** Submissions one after the other, idle; a third of them by Chromium. */
  readonly samples: number;
  /** Without it half of the rate that is measured first. */
  readonly perSecond?: number;
}

/** Each user has one ungraded submission at most; so many can be under way. */
const studentCount = 300;

/** A part of the load. */
const browserPerSecond = 4;

/**
 * From the POST to the event `graded`: for the many by HTTP from Node.js, and for a sample by fetch
 * and the page's event streams in Chromium, which shares the cores as well.
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

    // Its user waits for each verdict before the next, as the page makes all users do.
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
  const figure = (name: string, share: number, atMost?: number): Figure => ({
    name: `verdict, ${when}, ${name} of ${millis.length}`,
    value: percentile(millis, share),
    unit: 'ms',
    ...(atMost !== undefined && { goal: { atMost } }),
  });
  return [figure('p50', 0.5, goals.p50), figure('p95', 0.95, goals.p95), figure('p99', 0.99)];
}
