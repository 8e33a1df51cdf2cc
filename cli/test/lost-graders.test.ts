import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { inspect } from 'node:util';
import { gradingBundleSchema, type LoadedCourse } from '@touchstone/contracts';
import { migrate, openPostgres, storeCourse, type Database } from '@touchstone/database';
import { freePort } from '@touchstone/servers';
import {
  createStudent,
  spawnService,
  startTestPostgres,
  startTestRedis,
  waitFor,
  type ServiceProcess,
  type TestPostgres,
  type TestRedis,
} from '@touchstone/test-kit';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

/* Graders as processes over Redis and PostgreSQL, which are killed and frozen in the middle. */

const graderSecret = 'a-secret-of-the-graders';
const goneMs = 5_000;
/** The longest that an assignment may ask for. */
const maxWallSeconds = 60;
/** Silence is noticed soon; the proportions are those of the defaults. */
const quick = {
  TOUCHSTONE_GRADER_HEARTBEAT_MS: '150',
  TOUCHSTONE_GRADER_SILENT_MS: '600',
  TOUCHSTONE_CLAIM_INTERVAL_MS: '100',
};
/** The same, but other processes that start do not make one seem silent. */
const patient = {
  ...quick,
  TOUCHSTONE_GRADER_HEARTBEAT_MS: '300',
  TOUCHSTONE_GRADER_SILENT_MS: '1500',
};

let postgres: TestPostgres;
let redis: TestRedis;
let database: Database;
let databaseUrl: string;
const processes: ServiceProcess[] = [];

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startTestPostgres(), startTestRedis()]);
  ({ url: databaseUrl } = await postgres.createDatabase());
  database = openPostgres({ url: databaseUrl });
  await migrate(database);
  await storeCourse(database.kysely, slowCourse());
});
afterEach(async () => {
  for (const one of processes) one.kill('SIGKILL');
  await Promise.all(processes.splice(0).map(({ exited }) => exited));
});
afterAll(async () => {
  await database.close();
  await Promise.all([postgres.stop(), redis.stop()]);
});

function slowCourse(): LoadedCourse {
  const bundle = gradingBundleSchema.parse({
    fileName: 'submission.py',
    judge: 'shared',
    scoring: 'all',
    points: 100,
    limits: { wallSeconds: maxWallSeconds },
    preload: [],
    files: [],
    record: null,
    testFiles: [
      {
        fileName: 'tests.py',
        source:
          'import unittest\nimport submission\nclass T(unittest.TestCase):\n' +
          '    def test_it(self):\n        self.assertEqual(submission.done, True)\n',
        hidden: false,
      },
    ],
  });
  const bundleHash = createHash('sha256').update(JSON.stringify(bundle)).digest('hex');
  const forStudents = { handoutHtml: '', publicTests: null, hints: [], shownSolution: null };
  return {
    slug: 'course',
    title: 'A course',
    description: '',
    assignments: [
      {
        slug: 'slow',
        title: 'Slow',
        part: 'One',
        points: 100,
        starterCode: '',
        ...forStudents,
        bundle,
        bundleHash,
      },
    ],
  };
}

const common = () => ({
  TOUCHSTONE_DATABASE_URL: databaseUrl,
  TOUCHSTONE_REDIS_URL: redis.url,
  TOUCHSTONE_GRADER_SECRET: graderSecret,
});

function start(service: 'programming-api' | 'grader-api', settings: Record<string, string>) {
  const main = new URL(`../../${service}/src/main.ts`, import.meta.url);
  const started = spawnService(main, { ...common(), ...settings });
  processes.push(started);
  return started;
}

async function startApi(settings: Record<string, string> = {}): Promise<string> {
  const port = await freePort();
  start('programming-api', {
    TOUCHSTONE_PORT: String(port),
    TOUCHSTONE_SWEEP_INTERVAL_MS: '100',
    TOUCHSTONE_OUTAGE_GRACE_MS: '500',
    ...settings,
  });
  const url = `http://127.0.0.1:${port}`;
  await waitFor(async () => (await fetch(`${url}/health/ready`)).ok, { what: 'the API' });
  return url;
}

interface Grader extends ServiceProcess {
  readonly name: string;
}

type StartingGrader = Grader & { readonly ready: () => Promise<unknown> };

/** Resolves when its process runs, which is not ready yet. */
async function spawnGrader(
  apiUrl: string,
  name: string,
  settings: Record<string, string> = {},
): Promise<StartingGrader> {
  const port = await freePort();
  const started = start('grader-api', {
    TOUCHSTONE_PORT: String(port),
    TOUCHSTONE_API_URLS: apiUrl,
    TOUCHSTONE_GRADER_NAME: name,
    TOUCHSTONE_SLOTS: '1',
    ...settings,
  });
  const health = `http://127.0.0.1:${port}/health/ready`;
  const ready = () => waitFor(async () => (await fetch(health)).ok, { what: name });
  return { ...started, name, ready };
}

async function startGrader(...args: Parameters<typeof spawnGrader>): Promise<Grader> {
  const grader = await spawnGrader(...args);
  await grader.ready();
  return grader;
}

/** The program takes that long; nobody has handed it in before. */
const sleeping = (seconds: number): string =>
  `# ${Math.random()}\nimport time\ntime.sleep(${seconds})\ndone = True\n`;

/** The status of a submission, and the grader of its newest attempt. */
async function read(id: string) {
  const row = await database.kysely
    .selectFrom('submissions')
    .leftJoin('graders', 'graders.instance', 'submissions.grader_instance')
    .select(['status', 'attempt', 'lost_attempts as lost', 'verdict', 'graders.name', 'changed_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return { ...row, changedAtMs: row.changed_at.getTime() };
}

/** Resolves when that attempt or a later one runs, to the grader that has it. */
async function holderOf(id: string, attempt: number, graders: readonly Grader[]) {
  let row = await read(id);
  await waitFor(
    async () => {
      row = await read(id);
      const isThere = row.status === 'grading' && row.attempt >= attempt && row.name !== null;
      return isThere || row.status === 'graded';
    },
    { what: `attempt ${attempt} of ${id}` },
  );
  if (row.status !== 'grading') throw new Error(`There is no attempt ${attempt}: ${inspect(row)}`);
  const holder = graders.find(({ name }) => name === row.name);
  if (holder === undefined) throw new Error(`${row.name} is not a grader of this test`);
  return { holder, ...row };
}

const untilGraded = (id: string): Promise<unknown> =>
  waitFor(async () => (await read(id)).status === 'graded', {
    what: `the result of ${id}`,
  });

it('claims the entries of a killed grader within 10 s of its last heartbeat', async () => {
  const url = await startApi();
  const graders = await Promise.all(['one', 'two'].map((name) => startGrader(url, name)));
  const student = await createStudent(url);
  const { id } = await student.handIn('slow', sleeping(2));
  const { holder } = await holderOf(id, 1, graders);
  holder.kill('SIGKILL');
  const killedAtMs = Date.now();
  const next = await holderOf(id, 2, graders);
  expect(next.holder.name).not.toBe(holder.name);
  expect(next.changedAtMs - killedAtMs).toBeLessThan(10_000);
  await untilGraded(id);
  expect(await read(id)).toMatchObject({ verdict: 'passed', attempt: 2, lost: 1 });
});

it('gives up no submission because of frozen graders, however often', async () => {
  const url = await startApi({ TOUCHSTONE_GRADER_SILENT_MS: '600' });
  // A third, for one that wakes up is busy until what it has lost has ended.
  const graders = await Promise.all(
    ['one', 'two', 'three'].map((name) => startGrader(url, name, quick)),
  );
  const student = await createStudent(url);
  const { id } = await student.handIn('slow', sleeping(3));
  // More often than may be lost: each is frozen in the middle of its attempt, then who took it over.
  let frozen: Grader | null = null;
  let last = 0;
  for (let times = 0; times < 6; times++) {
    const { holder, attempt } = await holderOf(id, last + 1, graders);
    holder.kill('SIGSTOP');
    frozen?.kill('SIGCONT');
    [frozen, last] = [holder, attempt];
  }
  frozen?.kill('SIGCONT');
  await untilGraded(id);
  const { verdict, attempt } = await read(id);
  expect(verdict).toBe('passed');
  expect(attempt).toBeGreaterThanOrEqual(6);
  await waitFor(async () => (await read(id)).lost < 5, { what: 'losses to be forgiven' });
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toMatch(/touchstone_results_total\{verdict="passed"\} 1\n/);
  expect(metrics).toMatch(/touchstone_swept_total\{action="given-up"\} 0\n/);
});

it('gives up no submission because the processor is saturated', async () => {
  const url = await startApi();
  const graders = await Promise.all(['one', 'two'].map((name) => startGrader(url, name)));
  expect(graders).toHaveLength(2);
  const burners = Array.from({ length: 2 * availableParallelism() }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
  try {
    const ids = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const student = await createStudent(url);
        return (await student.handIn('slow', sleeping(1))).id;
      }),
    );
    await Promise.all(ids.map(untilGraded));
    for (const id of ids) expect(await read(id)).toMatchObject({ verdict: 'passed' });
  } finally {
    for (const burner of burners) burner.kill('SIGKILL');
  }
});

it('gives up a submission that killed five graders, or froze them for ever', async () => {
  const url = await startApi({
    TOUCHSTONE_GRADER_SILENT_MS: patient.TOUCHSTONE_GRADER_SILENT_MS,
    TOUCHSTONE_GRADER_GONE_MS: String(goneMs),
  });
  const graders = await Promise.all(['one', 'two'].map((name) => startGrader(url, name, patient)));
  const student = await createStudent(url);
  // No grader gets to its end, however long the next one takes to start.
  const { id } = await student.handIn('slow', sleeping(maxWallSeconds - 5));
  let last = 0;
  for (let times = 1; times <= 5; times++) {
    const { holder, attempt } = await holderOf(id, last + 1, graders);
    holder.kill(times === 2 ? 'SIGSTOP' : 'SIGKILL');
    last = attempt;
    // As in a cluster: another one comes under another name. Nobody waits for it.
    graders.push(await spawnGrader(url, `another-${times}`, patient));
  }
  await untilGraded(id);
  expect(await read(id)).toMatchObject({ verdict: 'internal-error', attempt: last, lost: 5 });
});
