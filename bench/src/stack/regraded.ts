import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Stack } from '@touchstone/cli/stack';
import { readRegradeProgress, startRegrade, type Connection } from '@touchstone/database';
import { sql } from 'kysely';
import { figure, type Figure } from '../figures.ts';
import { createLoadClient } from '../load/client.ts';
import { atRate } from '../load/load.ts';
import { createStudents, findWork, handIn } from '../load/students.ts';
import { courseFolder } from '../places.ts';
import { percentile } from '../statistics.ts';
import { fillUsers, onDatabase } from './fill.ts';

export interface RegradeBenchOptions {
  /** Submissions that are graded again, all with different programs. */
  readonly submissions: number;
  /** Live submissions a second, before, during and after. */
  readonly perSecond: number;
  /** How long the load lasts before, and after. */
  readonly seconds: number;
}

const slug = 'sum';
/** The number of live submissions that can be in flight: each user has at most one. */
const studentCount = 100;
const maxRatio = 1.5;

/**
 * Grades submissions again while others hand in. Measures how fast that is, how much longer live verdicts
 * take, and counts results that differ from what each program gets on a quiet system: half of them solve
 * the assignment, half of them raise an exception.
 */
export async function measureRegrade(
  stack: Pick<Stack, 'url' | 'databaseUrl'>,
  { submissions, perSecond, seconds }: RegradeBenchOptions,
): Promise<Figure[]> {
  const client = createLoadClient(stack.url);
  try {
    const work = await findWork(client);
    const students = await createStudents(client, studentCount);
    let handedIn = 0;
    const live = (forSeconds: number): Promise<number[]> =>
      atRate({ perSecond, seconds: forSeconds }, () =>
        handIn(client, work, students[handedIn++ % studentCount] ?? ''),
      );
    return await onDatabase(stack.databaseUrl, async (db) => {
      await fillOldResults(db, work.assignmentId, submissions);
      // Warm-up, not measured: Node.js compiles the services' code.
      await live(Math.min(5, seconds));
      const before = await live(seconds);
      const course = path.basename(courseFolder);
      const selection = { student: null, only: null, internalErrors: false, since: null };
      const started = await startRegrade(db, { course, assignment: slug, selection });
      if (started === null) throw new Error(`There is no ${course}/${slug}.`);
      const began = performance.now();
      const meanwhile: number[] = [];
      let graded = 0;
      while (graded < started.programs) {
        meanwhile.push(...(await live(5)));
        graded = (await readRegradeProgress(db, started.id))?.graded ?? 0;
        console.error(`${graded} of ${started.programs} graded again`);
      }
      const regradeSeconds = (performance.now() - began) / 1_000;
      const after = await live(seconds);
      const quiet = percentile([...before, ...after], 0.95);
      const busy = percentile(meanwhile, 0.95);
      return [
        figure('submissions graded again', graded, ''),
        figure('graded again', graded / regradeSeconds, 'a second'),
        figure('results that differ', await countDifferent(db, started.id), '', { max: 0 }),
        figure(`live, ${perSecond} a second, quiet, p95`, quiet, 'ms'),
        figure('live, during a regrade, p95', busy, 'ms'),
        figure('live, during a regrade, p95', busy / quiet, 'x quiet', { max: maxRatio }),
      ];
    });
  } finally {
    client.close();
  }
}

/** Submissions with results of a bundle that the assignment no longer has; the even ones are correct. */
async function fillOldResults(db: Connection, assignmentId: string, count: number): Promise<void> {
  const solution = await readFile(path.join(courseFolder, slug, 'solution.py'), 'utf8');
  const result = {
    ...{ verdict: 'failed', correct: false, points: 0, tests: [], output: '' },
    ...{ wallMs: 5, cpuMs: 4, peakMemoryBytes: 10_000_000 },
  };
  await fillUsers(db, Math.min(count, 1_000));
  await sql`
    insert into grading_bundles (hash, content)
    select repeat('0', 64), content || '{"points": 1}' from grading_bundles
    where hash = (select bundle_hash from assignments where id = ${assignmentId}::uuid)`.execute(
    db,
  );
  await sql`
    with numbered as materialized (
      select id, row_number() over () - 1 as n, count(*) over () as count from users
    ), programs as materialized (
      select i, case when i % 2 = 0 then ${solution} || chr(10) || '# ' || i || chr(10)
        else 'raise ValueError(' || i || ')' || chr(10) end as code
      from generate_series(1, ${count}::int) i
    )
    insert into submissions
      (user_id, assignment_id, bundle_hash, code, code_hash, status, attempt, result, graded_at)
    select numbered.id, ${assignmentId}::uuid, repeat('0', 64), code,
      sha256(convert_to(code, 'UTF8')), 'graded', 1, ${JSON.stringify(result)}::jsonb, now()
    from programs join numbered on numbered.n = i % (select max(count) from numbered)`.execute(db);
}

async function countDifferent(db: Connection, regradeId: string): Promise<number> {
  const { rows } = await sql<{ different: number }>`
    select count(*)::integer as different
    from regrade_submissions as chosen
    join regrade_programs as program on program.id = chosen.program_id
    join submissions on submissions.id = chosen.submission_id
    where chosen.regrade_id = ${regradeId}::uuid and program.result ->> 'verdict'
      is distinct from case when code like 'raise %' then 'runtime-error' else 'passed' end`.execute(
    db,
  );
  return rows[0]?.different ?? 0;
}
