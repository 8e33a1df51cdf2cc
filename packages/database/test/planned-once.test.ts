import { startTestPostgres, type TestPostgres } from '@touchstone/test-kit';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import {
  findReusableAndUngraded,
  insertQueued,
  migrate,
  openPostgres,
  readSubmissionsWithPoints,
  storeResult,
} from '../src/index.ts';
import { aClassroom, aResult, begun, madeBy } from './fixtures.ts';

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
  const { handIn } = await aClassroom(db, ['sum']);
  for (let n = 0; n < submissions; n++) {
    const program = { ...handIn, code: `print(${n})\n` };
    await findReusableAndUngraded(db, program);
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
  expect(rows.length).toBeGreaterThanOrEqual(4);
  const oftenPlanned = rows.filter(({ plans }) => plans > plansBeforeKept);
  expect(oftenPlanned).toEqual([]);
});
