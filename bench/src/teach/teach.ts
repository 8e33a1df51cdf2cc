import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { gridFilters, type GridFilter, type MembersQuery } from '@touchstone/contracts';
import type { Stack } from '@touchstone/cli/stack';
import { appoint, findCourseForTeachers, type Connection } from '@touchstone/database';
import type { ApiAnswer, ApiClient } from '@touchstone/test-kit';
import { sql } from 'kysely';
import { figure, meetsGoal, renderFigures, type Figure } from '../figures.ts';
import { createLoadClient, type LoadClient } from '../load/client.ts';
import { atRate } from '../load/load.ts';
import { createStudents, findWork, handIn } from '../load/students.ts';
import { writeResults } from '../results.ts';
import { onDatabase } from '../stack/fill.ts';
import { onStack } from '../stack/measured-stack.ts';
import { percentile } from '../statistics.ts';
import { fillStudents, fillSubmissions } from './fill-course.ts';

const help = `npm run bench -- teach [options]

Teachers' calls on a course with many submissions, while students hand in; and what they wait for their
verdicts, with a teacher who opens one page after the other, and without. Exit status 1 if a call takes more than
300 ms at p95.

  --submissions N  in the course (1000000)
  --students N     who handed them in (10000)
  --per-second N   submissions that are graded meanwhile (20)
  --samples N      requests of each call (100)`;

const courseSlug = 'first-steps';
const goal = { max: 300 };
/** Each has one submission in flight at most. */
const loadStudents = 200;

export async function benchTeach(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      submissions: { type: 'string', default: '1000000' },
      students: { type: 'string', default: '10000' },
      'per-second': { type: 'string', default: '20' },
      samples: { type: 'string', default: '100' },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const figures = await onStack('wide', (stack) =>
    measureTeach(stack, {
      submissions: Number(values.submissions),
      students: Number(values.students),
      perSecond: Number(values['per-second']),
      samples: Number(values.samples),
    }),
  );
  for (const line of renderFigures(figures)) console.log(line);
  console.log(`\nAll figures: ${await writeResults('teach', { figures })}`);
  return figures.every(meetsGoal) ? 0 : 1;
}

interface TeachOptions {
  readonly submissions: number;
  readonly students: number;
  readonly perSecond: number;
  readonly samples: number;
}

async function measureTeach(stack: Stack, options: TeachOptions): Promise<Figure[]> {
  const client = createLoadClient(stack.url);
  try {
    return await onDatabase(stack.databaseUrl, async (db) => {
      const course = await findCourseForTeachers(db, courseSlug);
      if (course === null) throw new Error(`There is no course ${courseSlug}.`);
      const courseId = course.id;
      await fillStudents(db, { courseId, count: options.students });
      await fillSubmissions(db, { courseId, count: options.submissions });
      const { token: link } = (
        await appoint(db, { mail: 'teacher@example.org', name: 'Teacher', courseId })
      ).link;
      const { body } = await client.try('POST /api/sign-in', { body: { token: link } });
      const { token } = body as { token: string };
      const requests = await requestsOf(db, courseId);
      const quiet = await timesOf(client, token, requests, { samples: options.samples });
      const { times, figures } = await underLoad(client, options, (whilePages) =>
        timesOf(client, token, requests, { samples: options.samples, whilePages }),
      );
      return [
        ...figuresOf('quiet', quiet),
        ...figuresOf('loaded', times),
        ...figures,
        ...(await bytes(db)),
      ];
    });
  } finally {
    client.close();
  }
}

type Ask = (teacher: ApiClient) => Promise<ApiAnswer>;
type Requests = Readonly<Record<string, readonly Ask[]>>;

/** Different ones of each call, so that no page in memory serves them all. */
async function requestsOf(db: Connection, courseId: string): Promise<Requests> {
  const { rows: students } = await sql<{ id: string }>`
    select user_id as id from members where course_id = ${courseId}::uuid and role = 'student'
    order by md5(user_id::text) limit 50`.execute(db);
  // Half of the assignments were due, some are due soon.
  const { rows: assignments } = await sql<{ slug: string }>`
    update assignments set due_at = now() + make_interval(days => position - 10)
    where course_id = ${courseId}::uuid and position is not null returning slug`.execute(db);
  const course = courseSlug;
  const grid =
    (query: { filter?: GridFilter; after?: string; search?: string }): Ask =>
    (teacher) =>
      teacher.try('GET /api/teach/:course/grid', { course, ...query });
  const people =
    (query: MembersQuery): Ask =>
    (teacher) =>
      teacher.try('GET /api/teach/:course/members', { course, ...query });
  const ofStudents = (ask: (teacher: ApiClient, user: string) => Promise<ApiAnswer>): Ask[] =>
    students.map(
      ({ id }) =>
        (teacher) =>
          ask(teacher, id),
    );
  return {
    grid: [grid({})],
    'grid, searched': ['ab', 'cd 1', 'group 7'].map((search) => grid({ search })),
    'grid, a later page': students.map(({ id }) => grid({ after: id })),
    ...Object.fromEntries(gridFilters.map((filter) => [`grid, ${filter}`, [grid({ filter })]])),
    assignment: assignments.map(
      ({ slug: assignment }): Ask =>
        (teacher) =>
          teacher.try('GET /api/teach/:course/assignments/:assignment', { course, assignment }),
    ),
    "assignment's days": assignments.map(
      ({ slug: assignment }): Ask =>
        (teacher) =>
          teacher.try('GET /api/teach/:course/assignments/:assignment/days', {
            ...{ course, assignment, timeZone: 'Europe/Zurich' },
          }),
    ),
    student: ofStudents((teacher, user) =>
      teacher.try('GET /api/teach/:course/students/:user', { course, user }),
    ),
    "student's submissions": ofStudents((teacher, user) =>
      teacher.try('GET /api/teach/:course/students/:user/submissions', { course, user }),
    ),
    'points, first page': [(teacher) => teacher.try('GET /api/teach/:course/points', { course })],
    'points, spread': [
      (teacher) => teacher.try('GET /api/teach/:course/points/spread', { course }),
    ],
    releases: [(teacher) => teacher.try('GET /api/teach/:course/releases', { course })],
    audit: [(teacher) => teacher.try('GET /api/teach/:course/audit', { course })],
    people: [people({})],
    'people, searched': ['ab', 'cd 1', 'group 7'].map((search) => people({ search })),
    'people, a later page': students.map(({ id }) => people({ after: id })),
    extensions: [(teacher) => teacher.try('GET /api/teach/:course/extensions', { course })],
  };
}

type Times = Readonly<Record<string, readonly number[]>>;

/** Told that the pages begin, and when all of a round have been answered. */
type WhilePages = (isAsking: boolean) => void;

/**
 * One request after the other, as a teacher makes them; the first of each is not counted. With `whilePages`, as
 * long a pause follows each round.
 */
async function timesOf(
  client: LoadClient,
  token: string,
  requests: Requests,
  { samples, whilePages }: { samples: number; whilePages?: WhilePages },
): Promise<Times> {
  const times: Record<string, number[]> = {};
  for (let round = 0; round <= samples; round++) {
    const roundBegan = performance.now();
    whilePages?.(true);
    for (const [name, asks] of Object.entries(requests)) {
      const began = performance.now();
      const answer = await asks[round % asks.length]?.(client.as(token));
      if (answer?.status !== 200) throw new Error(`${name}: ${JSON.stringify(answer)}`);
      if (round > 0) (times[name] ??= []).push(performance.now() - began);
    }
    whilePages?.(false);
    if (whilePages !== undefined) await pause(performance.now() - roundBegan);
  }
  return times;
}

/** Verdicts that students waited for, by whether a teacher asked for pages meanwhile. */
interface Verdicts {
  readonly with: number[];
  readonly without: number[];
}

async function underLoad(
  client: LoadClient,
  { perSecond }: TeachOptions,
  measure: (whilePages: WhilePages) => Promise<Times>,
): Promise<{ times: Times; figures: Figure[] }> {
  const work = await findWork(client);
  const students = await createStudents(client, loadStudents);
  let isMeasuring = true;
  let isAsking = false;
  const verdicts: Verdicts = { with: [], without: [] };
  const handInOne = async (index: number): Promise<number> => {
    const when = isAsking ? 'with' : 'without';
    const took = await handIn(client, work, students[index % loadStudents] ?? '');
    verdicts[when].push(took);
    return took;
  };
  const load = async (): Promise<void> => {
    for (let second = 0; isMeasuring; second++) {
      await atRate({ perSecond, seconds: 1 }, (index) => handInOne(second * perSecond + index));
    }
  };
  const [times] = await Promise.all([
    measure((asking) => {
      isAsking = asking;
    }).finally(() => {
      isMeasuring = false;
    }),
    load(),
  ]);
  return { times, figures: [0.5, 0.95].flatMap((share) => compared(verdicts, share)) };
}

function compared(verdicts: Verdicts, share: number): Figure[] {
  const at = `p${share * 100}`;
  const [beside, alone] = [percentile(verdicts.with, share), percentile(verdicts.without, share)];
  return [
    figure(`verdict, ${at} of ${verdicts.without.length} without teachers' pages`, alone, 'ms'),
    figure(`verdict, ${at} of ${verdicts.with.length} beside teachers' pages`, beside, 'ms'),
    figure(`verdict, ${at}, beside to without`, beside / alone, 'x'),
  ];
}

const figuresOf = (when: string, times: Times): Figure[] =>
  Object.entries(times).flatMap(([name, millis]) => [
    figure(`${name}, ${when}, p50`, percentile(millis, 0.5), 'ms'),
    figure(`${name}, ${when}, p95`, percentile(millis, 0.95), 'ms', goal),
  ]);

/** What the course takes on disk, tables with their indexes. */
async function bytes(db: Connection): Promise<Figure[]> {
  const { rows } = await sql<{ name: string; megabytes: number }>`
    select name, pg_total_relation_size(name::regclass) / 1e6 as megabytes
    from unnest(array['submissions', 'standings', 'failures', 'failure_kinds']) as name`.execute(
    db,
  );
  return rows.map(({ name, megabytes }) => figure(`${name}, on disk`, megabytes, 'MB'));
}
