import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Stack } from '@touchstone/cli/stack';
import type { Connection } from '@touchstone/database';
import { runFile } from '@touchstone/runtime/programs';
import { createUser, type ApiClient } from '@touchstone/test-kit';
import { sql } from 'kysely';
import { figure, type Figure } from '../figures.ts';
import { createLoadClient, type LoadClient } from '../load/client.ts';
import { createStudents, findWork, handIn, type Work } from '../load/students.ts';
import { atRate } from '../load/load.ts';
import { percentile } from '../statistics.ts';
import { onDatabase } from './fill.ts';
import { floodAddress, type Flood, type FloodAnswers } from './flooder.ts';

/** What others do meanwhile, per second. */
const perSecond = { 'handing in': 3, 'GET /api/me': 10, 'GET /api/assignments': 10 } as const;
type Activity = keyof typeof perSecond;
const activities = Object.keys(perSecond) as Activity[];
/** The number of submissions that can be in flight: each user has at most one. */
const studentCount = 100;
const maxRatio = 2;

/**
 * One user makes all requests that store or read much, as fast as possible, with the default limits.
 * Measures what the database stores, and the latency of others before, during and after the flood, on
 * one stack.
 */
export async function measureFlood(
  stack: Pick<Stack, 'url' | 'databaseUrl'>,
  { seconds }: { seconds: number },
): Promise<Figure[]> {
  const client = createLoadClient(stack.url);
  try {
    const work = await findWork(client);
    const students = await createStudents(client, studentCount);
    const flooder = await createFlooder(client, work);
    const others = (forSeconds: number) => measureOthers(client, work, students, forSeconds);
    return await onDatabase(stack.databaseUrl, async (db) => {
      // Warm-up, not measured: Node.js compiles the services' code.
      await others(Math.min(5, seconds));
      const before = await others(seconds / 2);
      const storedBefore = await readStored(db, flooder.userId);
      const [answers, meanwhile] = await Promise.all([
        runFlood({ ...flooder, port: Number(new URL(stack.url).port), seconds }),
        others(seconds),
      ]);
      const storedAfter = await readStored(db, flooder.userId);
      const after = await others(seconds / 2);
      return [
        ...answersAsFigures(answers),
        ...storedAsFigures(storedBefore, storedAfter),
        ...activities.flatMap((activity) => {
          const quiet = percentile([...before[activity], ...after[activity]], 0.95);
          const flooded = percentile(meanwhile[activity], 0.95);
          const others = `others ${activity}`;
          return [
            figure(`${others}, quiet, p95`, quiet, 'ms'),
            figure(`${others}, flooded, p95`, flooded, 'ms'),
            figure(`${others}, flooded, p95`, flooded / quiet, 'x quiet', { max: maxRatio }),
          ];
        }),
      ];
    });
  } finally {
    client.close();
  }
}

/** A new user with a graded program close to the maximum size, which prints as much. */
async function createFlooder(
  client: LoadClient,
  work: Work,
): Promise<Omit<Flood, 'port' | 'seconds'> & { userId: string }> {
  const { assignmentId } = work;
  const { user, token, client: flooder } = await createUser(client);
  // Neither code nor output is compressible.
  const code = `${work.nextProgram()}
import random
print(random.Random(1).randbytes(30_000).hex())
# ${randomBytes(44_000).toString('base64')}
`;
  const body = { assignmentId, code };
  const { id } = (await flooder.call('POST /api/submissions', { body })).submission;
  await client.graded(id, token);
  return { userId: user.uuid, token, assignmentId, submissionId: id, code };
}

/** The latencies of each activity, in ms. */
async function measureOthers(
  client: LoadClient,
  work: Work,
  students: readonly string[],
  seconds: number,
): Promise<Record<Activity, number[]>> {
  const tokenOf = (index: number): string => students[index % students.length] ?? '';
  const timed = async (name: 'GET /api/me' | 'GET /api/assignments', own: ApiClient) => {
    const began = performance.now();
    const { status } = await own.try(name);
    if (status !== 200) throw new Error(`${name} was answered ${status}`);
    return performance.now() - began;
  };
  const once: Record<Activity, (index: number) => Promise<number>> = {
    'handing in': (index) => handIn(client, work, tokenOf(index)),
    'GET /api/me': (index) => timed('GET /api/me', client.as(tokenOf(index))),
    'GET /api/assignments': () => timed('GET /api/assignments', client),
  };
  const millis = await Promise.all(
    activities.map(async (activity) => {
      const rate = { perSecond: perSecond[activity], seconds };
      return [activity, await atRate(rate, once[activity])] as const;
    }),
  );
  return Object.fromEntries(millis) as Record<Activity, number[]>;
}

/** In a separate process, so that it does not delay the measurement. */
async function runFlood(flood: Flood): Promise<FloodAnswers> {
  const child = fork(runFile, [fileURLToPath(new URL('flooder.ts', import.meta.url))]);
  try {
    await once(child, 'message');
    child.send(flood);
    const [{ answers }] = (await once(child, 'message')) as [{ answers: FloodAnswers }];
    return answers;
  } finally {
    child.kill();
  }
}

interface Stored {
  readonly rows: number;
  readonly rowsOfUser: number;
  readonly bytesOfUser: number;
  readonly databaseBytes: number;
}

/** The size of the user's rows, and of the database including space that it has not released. */
async function readStored(db: Connection, userId: string): Promise<Stored> {
  const { rows } = await sql<Stored>`
    with own as (
      select pg_column_size(s.*) as bytes from submissions s where user_id = ${userId}::uuid
      union all
      select pg_column_size(d.*) from drafts d where user_id = ${userId}::uuid
    )
    select (select count(*) from own)::float8 as "rowsOfUser",
      (select coalesce(sum(bytes), 0) from own)::float8 as "bytesOfUser",
      (select count(*) from submissions)::float8 + (select count(*) from drafts)::float8 as rows,
      pg_database_size(current_database())::float8 as "databaseBytes"`.execute(db);
  const [stored] = rows;
  if (stored === undefined) throw new Error('The database returned no row.');
  return stored;
}

function storedAsFigures(before: Stored, after: Stored): Figure[] {
  const mib = 1024 * 1024;
  // The flood is the only user of its address.
  const flooder = `the flooding user, all of ${floodAddress}`;
  const pair = (name: string, unit: string, value: (stored: Stored) => number): Figure[] => [
    figure(`${name}, before`, value(before), unit),
    figure(`${name}, after`, value(after), unit),
  ];
  return [
    ...pair('database', 'MiB', ({ databaseBytes }) => databaseBytes / mib),
    ...pair('all users', 'rows', ({ rows }) => rows),
    ...pair(flooder, 'rows', ({ rowsOfUser }) => rowsOfUser),
    ...pair(flooder, 'MiB', ({ bytesOfUser }) => bytesOfUser / mib),
  ];
}

const answersAsFigures = (answers: FloodAnswers): Figure[] =>
  Object.entries(answers).flatMap(([kind, counts]) =>
    Object.entries(counts).map(([status, count]) =>
      figure(`flood, ${kind}, answered ${status === '0' ? 'by nothing' : status}`, count, 'times'),
    ),
  );
