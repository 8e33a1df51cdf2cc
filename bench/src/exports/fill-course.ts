import { createHash } from 'node:crypto';
import type { GradingBundle, LoadedCourse } from '@touchstone/contracts';
import { storeCourse, type Connection } from '@touchstone/database';
import { sql } from 'kysely';
import { showProgress } from '../progress.ts';
import { withoutIndexes } from '../without-indexes.ts';

/* A course with students and graded submissions, written into the database: by HTTP it would take hours. */

export const courseSlug = 'term';
const fillAtOnce = 100_000;

const bundle: GradingBundle = {
  ...{ fileName: 'main.py', judge: 'split', scoring: 'all', points: 100, preload: [] },
  limits: { cpuSeconds: 5, wallSeconds: 10, memoryMiB: 256 },
  testFiles: [{ fileName: 'tests.py', source: 'import unittest\n', hidden: false }],
  ...{ cases: [], files: [], record: null },
};

/** An empty course of so many assignments. */
export async function storeEmptyCourse(db: Connection, assignments: number): Promise<void> {
  const course: LoadedCourse = {
    ...{ slug: courseSlug, title: 'A term', description: '' },
    assignments: Array.from({ length: assignments }, (_, index) => ({
      ...{ slug: `week-${index + 1}`, title: `Week ${index + 1}`, part: 'Part', points: 100 },
      ...{ starterCode: '', handoutHtml: '', publicTests: null, hints: [], shownSolution: null },
      bundle,
      bundleHash: createHash('sha256').update(JSON.stringify(bundle)).digest('hex'),
    })),
  };
  await storeCourse(db, course);
}

export async function fillStudents(db: Connection, count: number): Promise<void> {
  await sql`insert into users (id) select gen_random_uuid() from generate_series(1, ${count}::int)`.execute(
    db,
  );
}

/**
 * Submissions `first` to `last`, spread over students and assignments, with programs of half a KiB and
 * points from 0 to 100, and the progress that follows from them.
 */
export async function fillSubmissions(
  db: Connection,
  { first, last }: { first: number; last: number },
): Promise<void> {
  await withoutIndexes(db, ['submissions'], async () => {
    for (let start = first; start <= last; start += fillAtOnce) {
      showProgress(`${start - 1} of ${last} submissions`);
      await fillSome(db, start, Math.min(last, start + fillAtOnce - 1));
    }
  });
  await sql`
    insert into progress (user_id, assignment_id, best_points, completed)
    select user_id, assignment_id, max((summary -> 'points')::numeric),
      bool_or((summary -> 'correct')::boolean)
    from submissions group by user_id, assignment_id having max((summary -> 'points')::numeric) > 0
    on conflict (user_id, assignment_id) do update
      set best_points = excluded.best_points, completed = excluded.completed`.execute(db);
  await sql`vacuum analyze`.execute(db);
}

async function fillSome(db: Connection, first: number, last: number): Promise<void> {
  await sql`
    with students as materialized (
      select id, row_number() over (order by id) - 1 as n, count(*) over () as count from users
    ), made as (
      select students.id as user_id, assignments.id as assignment_id, bundle_hash, i,
        'print(' || i || ')' || repeat(E'\n# ' || md5(i::text), 14) as code,
        case when i % 3 = 0 then 100 else (hashint4(i) >> 10) & 63 end as points
      from generate_series(${first}::int, ${last}::int) as i
        join students on students.n = i % (select max(count) from students)
        join assignments
          on assignments.position = 1 + (hashint4(i) & 1023) % (select count(*) from assignments)
    )
    insert into submissions (user_id, assignment_id, bundle_hash, code, code_hash, status, attempt,
      result, summary, graded_at, created_at)
    select user_id, assignment_id, bundle_hash, code, sha256(convert_to(code, 'UTF8')), 'graded', 1,
      jsonb_build_object(
        'verdict', case when points = 100 then 'passed' else 'failed' end,
        'correct', points = 100, 'points', points, 'tests', jsonb_build_array(), 'output', '',
        'wallMs', 5, 'cpuMs', 4, 'peakMemoryBytes', 10000000
      ),
      jsonb_build_object(
        'verdict', case when points = 100 then 'passed' else 'failed' end,
        'correct', points = 100, 'points', points, 'wallMs', 5, 'cpuMs', 4,
        'peakMemoryBytes', 10000000, 'testCount', 0, 'passedTestCount', 0
      ),
      now(), now() - make_interval(secs => i)
    from made`.execute(db);
}
