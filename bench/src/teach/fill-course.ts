import { refreshStandings, type Connection } from '@touchstone/database';
import { sql } from 'kysely';
import { clearProgress, showProgress } from '../progress.ts';

/*
 * A course that many have worked on, made by SQL; the same each time, since everything follows from a
 * submission's number.
 */

/** A number below `below` that follows from `key` and a name. */
const chosen = (key: ReturnType<typeof sql>, name: string, below: number) =>
  sql`((hashtextextended(${sql.lit(name)}, ${key}::bigint) & 2147483647)::integer % ${sql.lit(below)})`;

const testCount = 6;
const fillAtOnce = 50_000;
const kindsOfAssignment = 200;

/** Students 1 to `count`, members with names; resolves to the assignments of the course. */
export async function fillStudents(
  db: Connection,
  { courseId, count }: { courseId: string; count: number },
): Promise<string[]> {
  await sql`
    with made as (
      insert into users (id) select gen_random_uuid() from generate_series(1, ${count}::int)
      returning id
    ), numbered as (select id, row_number() over () as n from made)
    insert into members (course_id, user_id, role, name, student_number, group_name)
    select ${courseId}::uuid, id, 'student', 'Student ' || md5(n::text), n::text, 'group ' || n % 30
    from numbered`.execute(db);
  const { rows } = await sql<{ id: string }>`
    select id from assignments where course_id = ${courseId}::uuid and position is not null
    order by position`.execute(db);
  return rows.map(({ id }) => id);
}

/**
 * Graded submissions of these students, about a third of them correct, over the last 90 days; with standings,
 * and failures of some hundred kinds for each assignment.
 */
export async function fillSubmissions(
  db: Connection,
  { courseId, count }: { courseId: string; count: number },
): Promise<void> {
  await sql`create temporary table bench_students as
    select user_id, row_number() over (order by student_number::int) - 1 as n
    from members where course_id = ${courseId}::uuid and role = 'student'`.execute(db);
  await sql`create temporary table bench_assignments as
    select id, bundle_hash, row_number() over (order by position) - 1 as n
    from assignments where course_id = ${courseId}::uuid and position is not null`.execute(db);
  await sql`analyze bench_students, bench_assignments`.execute(db);
  for (let done = 0; done < count; done += fillAtOnce) {
    showProgress(`${done} of ${count} submissions`);
    await fillSome(db, done + 1, Math.min(count, done + fillAtOnce));
  }
  showProgress('standings and failures');
  await fillSummaries(db, courseId);
  clearProgress();
}

async function fillSome(db: Connection, first: number, last: number): Promise<void> {
  await sql`
    insert into submissions
      (user_id, assignment_id, bundle_hash, code, code_hash, status, attempt, result, summary,
        created_at, graded_at)
    overriding system value
    select student.user_id, assignment.id, assignment.bundle_hash, code,
      sha256(convert_to(code, 'UTF8')), 'graded', 1, result,
      result - array['tests', 'output'] || jsonb_build_object(
        'testCount', ${sql.lit(testCount)}::int, 'passedTestCount', passed
      ), made_at, made_at + interval '1 second'
    from generate_series(${first}::bigint, ${last}::bigint) as i
    cross join lateral (
      select 'print(' || i || ')' as code, ${chosen(sql`i`, 'passed', testCount + 3)} as level,
        now() - make_interval(secs => ${chosen(sql`i`, 'when', 90 * 86_400)}) as made_at
    ) as drawn
    cross join lateral (select least(level, ${sql.lit(testCount)}::bigint) as passed) as how
    cross join lateral (
      select jsonb_build_object(
        'verdict', case when passed = ${sql.lit(testCount)} then 'passed' else 'failed' end,
        'correct', passed = ${sql.lit(testCount)},
        'points', case when passed = ${sql.lit(testCount)} then 100 else 0 end,
        'tests', (
          select jsonb_agg(jsonb_build_object(
            'name', 'cases.' || t, 'title', 'Case ' || t, 'hidden', false, 'line', null,
            'outcome', case when t <= passed then 'passed' else 'failed' end,
            'message', case when t > passed then 'f(' || t || ') should be 3, but is ' || i end,
            'call', 'f(' || t || ')', 'expected', '3', 'actual', i::text, 'output', null,
            'points', null, 'hint', null
          ) order by t) from generate_series(1, ${sql.lit(testCount)}) as t
        ),
        'output', '', 'wallMs', 5, 'cpuMs', 4, 'peakMemoryBytes', 10000000
      ) as result
    ) as graded
    join bench_students as student
      on student.n = ${chosen(sql`i`, 'student', 1_000_000_007)} % (select count(*) from bench_students)
    join bench_assignments as assignment
      on assignment.n = ${chosen(sql`i`, 'assignment', 1_000_003)} % (select count(*) from bench_assignments)
    order by i`.execute(db);
}

async function fillSummaries(db: Connection, courseId: string): Promise<void> {
  const { rows: students } = await sql<{ id: string }>`
    select user_id as id from bench_students order by n`.execute(db);
  const userIds = students.map(({ id }) => id);
  const { rows: assignments } = await sql<{ id: string }>`select id from bench_assignments`.execute(
    db,
  );
  for (const { id: assignmentId } of assignments) {
    await refreshStandings(db, { assignmentId, userIds });
  }
  await sql`
    insert into progress (user_id, assignment_id, best_points, completed)
    select user_id, assignment_id, 100, true from standings
    where course_id = ${courseId}::uuid and solved_at is not null
    on conflict do nothing`.execute(db);
  await sql`
    insert into failure_kinds (assignment_id, kind, test, message)
    select id, substr(sha256(convert_to(k::text, 'UTF8')), 1, 12),
      'cases.' || 1 + k % ${sql.lit(testCount)}, 'the call should be the right value, but is ' || k
    from bench_assignments cross join generate_series(1, ${sql.lit(kindsOfAssignment)}) as k
    on conflict do nothing`.execute(db);
  // Few kinds are frequent.
  await sql`
    insert into failures (submission_id, seq, user_id, assignment_id, kind, fix)
    select s.id, s.seq, s.user_id, s.assignment_id,
      substr(sha256(convert_to((1 + (${chosen(sql`s.seq`, 'kind', kindsOfAssignment)}
        * ${chosen(sql`s.seq`, 'rank', kindsOfAssignment)} / ${sql.lit(kindsOfAssignment)}))::text, 'UTF8')), 1, 12),
      case when ${chosen(sql`s.seq`, 'fixed', 5)} = 0
        then '- return a' || chr(10) || '+ return a+' || ${chosen(sql`s.seq`, 'fix', 40)} end
    from submissions as s join bench_students using (user_id)
    where s.verdict = 'failed'
    on conflict do nothing`.execute(db);
  await sql`vacuum analyze`.execute(db);
}
