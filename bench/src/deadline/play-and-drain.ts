import { setTimeout as delay } from 'node:timers/promises';
import type { Stack } from '@touchstone/cli/stack';
import type { Connection } from '@touchstone/database';
import { figure, type Figure } from '../figures.ts';
import { atRate } from '../load/load.ts';
import { showProgress } from '../progress.ts';
import { fillUsers } from '../stack/fill.ts';
import { processorMs } from '../stack/processor-time.ts';
import { percentile } from '../statistics.ts';
import type { Classroom } from './classroom.ts';
import { slug } from './dated-course.ts';
import { loadFigures, receiptFigures, rowFigures, toldFigures } from './day-figures.ts';
import { planDay, planPresses, type DayOptions } from './plan-day.ts';
import { playDay } from './play-day.ts';
import { programsFor } from './programs.ts';
import { surelyUntilVerdict, untilVerdict } from './until-verdict.ts';
import { watchBacklog } from './watch-backlog.ts';

const verdictGoalMs = 2_000;
/** The first students hand in before and after the day; those of the day follow. */
export const spareStudents = 10_000;
/** Rows of users take a while, and event streams some memory. */
const maxStudents = 60_000;

export interface PlayedDayOptions extends Omit<DayOptions, 'capacity'> {
  readonly streams: number;
  readonly afterSeconds: number;
  readonly kill: boolean;
}

/** What one day before a deadline is played with. */
interface DayOfBench {
  readonly classroom: Classroom;
  readonly others: Classroom;
  readonly assignmentId: string;
  readonly otherId: string;
  readonly dueAt: (atMs: number) => Promise<void>;
  readonly spare: () => number;
  readonly options: PlayedDayOptions;
  readonly capacity: number;
}

/** Plays the day, waits until all is graded, and hands in after that. */
export async function playAndDrain(
  stack: Stack,
  db: Connection,
  bench: DayOfBench,
): Promise<Figure[]> {
  const { classroom, others, assignmentId, otherId, options, capacity, spare } = bench;
  const stretches = planDay({ ...options, capacity });
  const presses = planPresses(stretches, spareStudents);
  if (presses.length > maxStudents) {
    throw new Error(
      `${presses.length} students are too many. Use a lower --rush or --rush-seconds.`,
    );
  }
  await fillUsers(db, spareStudents + presses.length);
  const lengthMs = stretches.reduce((sum, { seconds }) => sum + seconds * 1000, 0);
  const beganAtMs = Date.now() + 1_000;
  const deadlineMs = beganAtMs + lengthMs;
  await bench.dueAt(deadlineMs);

  const backlog = watchBacklog(db, assignmentId);
  const other = meanwhile(async () => {
    const [student, code] = [
      spare(),
      `def hello():\n    return "Hello, World!"\n# ${Date.now()}\n`,
    ];
    return untilVerdict(others, student, { assignmentId: otherId, code });
  });
  const killed = options.kill
    ? killOnce(stack, deadlineMs - (options.rushSeconds * 1000) / 2)
    : null;
  const processors = usedUntil(stack, deadlineMs, options.rushSeconds);
  const write = await programsFor(slug, 'def add(a, b):\n    return None\n');
  const played = await playDay(classroom, presses, {
    ...{ assignmentId, streams: options.streams, beganAtMs },
    program: write,
  });
  await killed;
  const { longest, drainedAtMs } = await backlog.drained();
  const triesOfOther = await other.end();
  const ofOther = triesOfOther.flatMap((ms) => ms ?? []);
  const told = await played.told;
  showProgress('handing in after the backlog');
  const after = await atRate({ perSecond: capacity / 2, seconds: options.afterSeconds }, () => {
    const student = spare();
    return surelyUntilVerdict(others, student, { assignmentId, code: write(student, 3).code });
  });
  const drainSeconds = (drainedAtMs - deadlineMs) / 1000;
  return [
    ...receiptFigures(played, deadlineMs),
    figure('longest backlog', longest, 'submissions'),
    figure('graded within, after the deadline', drainSeconds, 's'),
    figure(`verdict after the backlog, p50 of ${after.length}`, percentile(after, 0.5), 'ms'),
    figure('verdict after the backlog, p95', percentile(after, 0.95), 'ms', { max: verdictGoalMs }),
    figure(
      `verdict of another assignment, p50 of ${ofOther.length}`,
      percentile(ofOther, 0.5),
      'ms',
    ),
    figure('verdict of another assignment, p95', percentile(ofOther, 0.95), 'ms'),
    // It has no deadline: a full queue may refuse it.
    figure('refused of another assignment', triesOfOther.length - ofOther.length, 'programs'),
    ...toldFigures(told),
    ...(await rowFigures(db, { assignmentId, played })),
    ...loadFigures(played, await processors),
  ];
}

/** Processor time of the stack in the last seconds before a moment. */
async function usedUntil(stack: Stack, atMs: number, seconds: number) {
  await delay(Math.max(0, atMs - seconds * 1000 - Date.now()));
  const before = await processorMs(stack);
  await delay(Math.max(0, atMs - Date.now()));
  return { before, after: await processorMs(stack), seconds };
}

/** Once a second, until it is ended. */
function meanwhile<T>(work: () => Promise<T>) {
  let isGoing = true;
  const running: Promise<T>[] = [];
  const go = async (): Promise<void> => {
    while (isGoing) {
      running.push(work());
      await delay(1_000);
    }
  };
  const going = go();
  return {
    async end(): Promise<T[]> {
      isGoing = false;
      await going;
      return Promise.all(running);
    },
  };
}

async function killOnce(stack: Stack, atMs: number): Promise<void> {
  await delay(Math.max(0, atMs - Date.now()));
  for (const name of ['grader-api-1', 'programming-api-1']) stack.process(name).kill('SIGKILL');
}
