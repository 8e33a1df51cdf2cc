import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Stack } from '@touchstone/cli/stack';
import { newUserAnswerSchema, submissionAnswerSchema } from '@touchstone/contracts';
import type { Connection } from '@touchstone/database';
import { sql } from 'kysely';
import type { Figure } from '../figures.ts';
import { createLoadClient, type LoadClient } from '../load/client.ts';
import { createStudents, findWork, handIn, type Work } from '../load/students.ts';
import { atRate } from '../load/load.ts';
import { percentile } from '../statistics.ts';
import { onDatabase } from './fill.ts';
import { floodAddress, type Flood, type FloodAnswers } from './flooder.ts';

export interface FloodedOptions {
  readonly seconds: number;
}

/** What others do meanwhile, how often a second. */
const perSecond = { 'handing in': 3, 'GET /api/me': 10, 'GET /api/assignments': 10 } as const;
type Doing = keyof typeof perSecond;
const doings = Object.keys(perSecond) as Doing[];
/** Each user has one ungraded submission at most; so many can be under way. */
const studentCount = 100;
const maxRatio = 2;

/**
 * One anonymous user who does all that stores or reads much, as fast as it goes, with the limits at
 * their defaults: what comes of it in the database, and what others feel. These are measured before
 * it, meanwhile and after it, on one and the same stack.
 */
export async function measureFlood(
  stack: Pick<Stack, 'url' | 'databaseUrl'>,
  { seconds }: FloodedOptions,
): Promise<Figure[]> {
  const client = createLoadClient(stack.url);
  try {
    const work = await findWork(client);
    const students = await createStudents(client, studentCount);
    const flooder = await createFlooder(client, work);
    const others = (forSeconds: number) => measureOthers(client, work, students, forSeconds);
    return await onDatabase(stack.databaseUrl, async (db) => {
      // Unmeasured: the services' code gets compiled by being used.
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
        ...doings.flatMap((doing) => {
          const quiet = percentile([...before[doing], ...after[doing]], 0.95);
          const flooded = percentile(meanwhile[doing], 0.95);
          const figure = (name: string, value: number): Figure => ({
            name: `others ${doing}, ${name}, p95`,
            ...{ value, unit: 'ms' },
          });
          return [
            figure('quiet', quiet),
            figure('flooded', flooded),
            {
              name: `others ${doing}, flooded, p95`,
              ...{ value: flooded / quiet, unit: 'x quiet', goal: { atMost: maxRatio } },
            },
          ];
        }),
      ];
    });
  } finally {
    client.close();
  }
}

/** A new user with a graded program of nearly the largest size, which prints as much. */
async function createFlooder(
  client: LoadClient,
  work: Work,
): Promise<Omit<Flood, 'port' | 'seconds'> & { userId: string }> {
  const { assignmentId } = work;
  const { user, token = '' } = newUserAnswerSchema.parse(
    (await client.post('/api/users', {})).body,
  );
  // Neither code nor output can be compressed.
  const code = `${work.nextProgram()}
import random
print(random.Random(1).randbytes(30_000).hex())
# ${randomBytes(44_000).toString('base64')}
`;
  const { body } = await client.post('/api/submissions', { assignmentId, code }, token);
  const { id } = submissionAnswerSchema.parse(body).submission;
  await client.graded(id, token);
  return { userId: user.uuid, token, assignmentId, submissionId: id, code };
}

/** In ms, of each doing. */
async function measureOthers(
  client: LoadClient,
  work: Work,
  students: readonly string[],
  seconds: number,
): Promise<Record<Doing, number[]>> {
  const tokenOf = (index: number): string => students[index % students.length] ?? '';
  const timed = async (path: string, token?: string): Promise<number> => {
    const began = performance.now();
    const { status } = await client.get(path, token);
    if (status !== 200) throw new Error(`GET ${path} was answered ${status}`);
    return performance.now() - began;
  };
  const once: Record<Doing, (index: number) => Promise<number>> = {
    'handing in': (index) => handIn(client, work, tokenOf(index)),
    'GET /api/me': (index) => timed('/api/me', tokenOf(index)),
    'GET /api/assignments': () => timed('/api/assignments'),
  };
  const millis = await Promise.all(
    doings.map(async (doing) => {
      return [doing, await atRate({ perSecond: perSecond[doing], seconds }, once[doing])] as const;
    }),
  );
  return Object.fromEntries(millis) as Record<Doing, number[]>;
}

/** In a process of its own, so that it does not hold up the measuring. */
async function runFlood(flood: Flood): Promise<FloodAnswers> {
  const child = fork(fileURLToPath(new URL('flooder.ts', import.meta.url)), {
    execArgv: ['--import', import.meta.resolve('tsx')],
  });
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

/** What the user's rows take, and the database with all that it has not given back yet. */
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
  if (stored === undefined) throw new Error('The database told nothing.');
  return stored;
}

function storedAsFigures(before: Stored, after: Stored): Figure[] {
  const mib = 1024 * 1024;
  const pair = (name: string, unit: string, value: (stored: Stored) => number): Figure[] => [
    { name: `${name}, before`, value: value(before), unit },
    { name: `${name}, after`, value: value(after), unit },
  ];
  return [
    ...pair('database', 'MiB', ({ databaseBytes }) => databaseBytes / mib),
    ...pair('all users', 'rows', ({ rows }) => rows),
    // The flood is the only user of its address.
    ...pair(`the flooding user, all of ${floodAddress}`, 'rows', ({ rowsOfUser }) => rowsOfUser),
    ...pair(
      `the flooding user, all of ${floodAddress}`,
      'MiB',
      ({ bytesOfUser }) => bytesOfUser / mib,
    ),
  ];
}

const answersAsFigures = (answers: FloodAnswers): Figure[] =>
  Object.entries(answers).flatMap(([kind, counts]) =>
    Object.entries(counts).map(([status, value]) => ({
      name: `flood, ${kind}, answered ${status === '0' ? 'by nothing' : status}`,
      ...{ value, unit: 'times' },
    })),
  );
