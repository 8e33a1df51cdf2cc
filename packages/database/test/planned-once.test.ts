import { randomBytes } from 'node:crypto';
import { startTestPostgres, type TestPostgres } from '@touchstone/test-kit';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import {
  findReusableAndUngraded,
  findSessions,
  insertQueued,
  listDateChangesForEach,
  migrate,
  openPostgres,
  readRights,
  readSubmissionsWithPoints,
  storeResult,
} from '../src/index.ts';
import { aClassroom, aResult, aUser, begun, madeBy } from './fixtures.ts';

let server: TestPostgres;
beforeAll(async () => {
  server = await startTestPostgres();
});
afterAll(() => server.stop());

/** PostgreSQL plans a statement so often for its parameters before it may keep a plan for all. */
const plansBeforeKept = 5;
const submissions = 3 * plansBeforeKept;

it('statements on the way of a submission are planned a few times, and not with each submission', async () => {
  const { url } = await server.createDatabase();
  const own = openPostgres({ url, maxConnections: 1 });
  onTestFinished(() => own.close());
  const { kysely: db } = own;
  await migrate(own);
  const { handIn, courseId } = await aClassroom(db, ['sum']);
  const users: string[] = [];
  for (let n = 0; n < 2 * submissions; n++) users.push(await aUser(db));
  for (let n = 0; n < submissions; n++) {
    const program = { ...handIn, code: `print(${n})\n` };
    await findReusableAndUngraded(db, [program]);
    // Near a deadline, for many students together.
    const others = [0, 1].map((each) => ({ ...program, userId: users[2 * n + each] ?? '' }));
    const tokenHashes = others.map(() => randomBytes(32));
    await findSessions(db, { tokenHashes, noteEveryMs: 1 });
    await readRights(
      db,
      others.map(({ userId }) => userId),
    );
    await listDateChangesForEach(
      db,
      others.map(({ userId }) => ({ courseId, userId })),
    );
    const queued = await insertQueued(db, program);
    if (queued.kind !== 'accepted') throw new Error(queued.kind);
    const { id } = queued.stored.submission;
    const { attempt } = await begun(db, id);
    await storeResult(db, { submissionId: id, attempt, result: aResult('failed'), madeBy });
    await readSubmissionsWithPoints(db, [id]);
  }
  const { rows } = await sql<{ statement: string; plans: number; kept: number }>`
    select statement, custom_plans as plans, generic_plans as kept from pg_prepared_statements
    where custom_plans + generic_plans >= ${submissions}`.execute(db);
  expect(rows.length).toBeGreaterThanOrEqual(7);
  const oftenPlanned = rows.filter(({ plans }) => plans > plansBeforeKept);
  expect(oftenPlanned).toEqual([]);
});
