import { appendFile, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Stack } from '@touchstone/cli/stack';
import { appoint, findCourseForTeachers, type Connection } from '@touchstone/database';
import { createApiClient, listAssignmentIds } from '@touchstone/test-kit';
import { sql } from 'kysely';
import { figure, meetsGoal, renderFigures, type Figure } from '../figures.ts';
import { atRate, keepBusy } from '../load/load.ts';
import { courseFolder } from '../places.ts';
import { clearProgress, showProgress } from '../progress.ts';
import { writeResults } from '../results.ts';
import { fillUsers, onDatabase } from '../stack/fill.ts';
import { onStack } from '../stack/measured-stack.ts';
import { processorMs } from '../stack/processor-time.ts';
import { percentile } from '../statistics.ts';
import { openClassroom, type Classroom } from './classroom.ts';
import { loadFigures, receiptFigures, rowFigures, toldFigures } from './day-figures.ts';
import { planDay, planPresses, type DayOptions } from './plan-day.ts';
import { playDay } from './play-day.ts';
import { programsFor } from './programs.ts';

const help = `npm run bench -- deadline [options]

A day before a deadline, compressed, on the whole stack with the default limits: at its end submissions arrive
several times faster than they are graded. Exit status 1 if a program was lost, refused, received too late or
counted wrongly, or a goal is missed.

  --rush N          how many times as fast (10)
  --rush-seconds N  for how long (60)
  --played N        seconds of each of the other parts of the day (15)
  --capacity N      submissions graded in a second, instead of measuring it
  --streams N       students who watch their submission (2000)
  --after N         seconds of handing in after the backlog, at half the capacity (60)
  --kill            kill a grader and an API in the middle of the rush`;

const courseSlug = 'first-steps';
const slug = 'sum';
/** Has no dates. */
const otherSlug = 'hello';
const verdictGoalMs = 2_000;
const capacitySeconds = 15;
/** The first students hand in before and after the day; those of the day follow. */
const spareStudents = 10_000;
/** Rows of users take a while, and event streams some memory. */
const maxStudents = 60_000;
const drainLimitMs = 45 * 60_000;

interface DeadlineOptions extends Omit<DayOptions, 'capacity'> {
  readonly capacity: number | null;
  readonly streams: number;
  readonly afterSeconds: number;
  readonly kill: boolean;
}

export async function benchDeadline(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      rush: { type: 'string', default: '10' },
      'rush-seconds': { type: 'string', default: '60' },
      played: { type: 'string', default: '15' },
      capacity: { type: 'string' },
      streams: { type: 'string', default: '2000' },
      after: { type: 'string', default: '60' },
      kill: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const options: DeadlineOptions = {
    rush: Number(values.rush),
    rushSeconds: Number(values['rush-seconds']),
    playedSeconds: Number(values.played),
    capacity: values.capacity === undefined ? null : Number(values.capacity),
    streams: Number(values.streams),
    afterSeconds: Number(values.after),
    kill: values.kill,
  };
  const course = await datedCourse();
  try {
    const figures = await onStack('default', (stack) => measureDeadline(stack, options), [
      course.folder,
    ]);
    for (const line of renderFigures(figures)) console.log(line);
    console.log(`\nAll figures: ${await writeResults('deadline', { options, figures })}`);
    return figures.every(meetsGoal) ? 0 : 1;
  } finally {
    await course.remove();
  }
}

/** The sample course with a date, which a teacher moves later. */
async function datedCourse(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const above = await mkdtemp(path.join(tmpdir(), 'touchstone-bench-course-'));
  const folder = path.join(above, courseSlug);
  await cp(courseFolder, folder, { recursive: true });
  await appendFile(path.join(folder, 'course.yaml'), 'timeZone: UTC\n');
  await writeFile(
    path.join(folder, slug, 'assignment.yaml'),
    'title: Sum\ndates: {due: 2020-01-01}\n',
  );
  return { folder, remove: () => rm(above, { recursive: true, force: true }) };
}

async function measureDeadline(stack: Stack, options: DeadlineOptions): Promise<Figure[]> {
  const classroom = openClassroom(stack.url);
  // Their refusals are not those of the day.
  const others = openClassroom(stack.url);
  try {
    return await onDatabase(stack.databaseUrl, async (db) => {
      const client = createApiClient({ url: stack.url });
      const ids = await listAssignmentIds(client);
      const [assignmentId = '', otherId = ''] = [slug, otherSlug].map((name) => ids.get(name));
      const dueAt = await teacherWhoMovesTheDate(stack, db);
      await fillUsers(db, spareStudents);
      await dueAt(Date.now() + 50 * 60_000);
      const spare = inTurn();
      const capacity = options.capacity ?? (await measureCapacity(others, assignmentId, spare));
      const day = await playAndDrain(stack, db, {
        ...{ classroom, others, assignmentId, otherId, dueAt, spare },
        ...{ options, capacity },
      });
      return [figure('graded, before the day', capacity, 'a second'), ...day];
    });
  } finally {
    clearProgress();
    classroom.close();
    others.close();
  }
}

/** Students who are not among those of the day, one after the other. */
function inTurn(): () => number {
  let last = 0;
  return () => {
    last = (last % spareStudents) + 1;
    return last;
  };
}

/** Resolves to the function that makes the assignment due at a moment. */
async function teacherWhoMovesTheDate(
  stack: Stack,
  db: Connection,
): Promise<(atMs: number) => Promise<void>> {
  const course = await findCourseForTeachers(db, courseSlug);
  if (course === null) throw new Error(`There is no course ${courseSlug}.`);
  const teacher = { mail: 'teacher@example.org', name: 'Teacher', courseId: course.id };
  const { link } = await appoint(db, teacher);
  const client = createApiClient({ url: stack.url });
  const { token } = await client.call('POST /api/sign-in', { body: { token: link.token } });
  return async (atMs) => {
    await client.as(token).call('POST /api/teach/:course/extensions', {
      course: courseSlug,
      body: { assignment: slug, for: { all: true }, until: new Date(atMs).toISOString() },
    });
  };
}

interface NewProgram {
  readonly assignmentId: string;
  readonly code: string;
}

/** Hands in, and follows to the verdict; resolves to milliseconds, or null if the server refused it. */
async function untilVerdict(
  classroom: Classroom,
  student: number,
  { assignmentId, code }: NewProgram,
): Promise<number | null> {
  const began = performance.now();
  const { receipt } = await classroom.handIn(student, assignmentId, code);
  if (receipt === null) return null;
  await classroom.follow(student, receipt.submissionId);
  return performance.now() - began;
}

async function surelyUntilVerdict(...args: Parameters<typeof untilVerdict>): Promise<number> {
  const ms = await untilVerdict(...args);
  if (ms === null) throw new Error('A submission was refused.');
  return ms;
}

async function measureCapacity(
  classroom: Classroom,
  assignmentId: string,
  spare: () => number,
): Promise<number> {
  const write = await programsFor(slug, 'def add(a, b):\n    return None\n');
  const once = () => {
    const student = spare();
    return surelyUntilVerdict(classroom, student, { assignmentId, code: write(student, 0).code });
  };
  const load = { concurrency: 24, seconds: capacitySeconds };
  showProgress('measuring how fast programs are graded');
  // Warm-up of the same length.
  await keepBusy(load, once);
  return (await keepBusy(load, once)).perSecond;
}

interface DayOfBench {
  readonly classroom: Classroom;
  readonly others: Classroom;
  readonly assignmentId: string;
  readonly otherId: string;
  readonly dueAt: (atMs: number) => Promise<void>;
  readonly spare: () => number;
  readonly options: DeadlineOptions;
  readonly capacity: number;
}

async function playAndDrain(stack: Stack, db: Connection, bench: DayOfBench): Promise<Figure[]> {
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

  const before = await processorMs(stack);
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
  const write = await programsFor(slug, 'def add(a, b):\n    return None\n');
  const played = await playDay(classroom, presses, {
    ...{ assignmentId, streams: options.streams, beganAtMs },
    program: write,
  });
  const duringDay = await processorMs(stack);
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
    ...loadFigures(played, { before, after: duringDay, seconds: lengthMs / 1000 }),
  ];
}

function watchBacklog(db: Connection, assignmentId: string) {
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
