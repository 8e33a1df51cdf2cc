import { refreshStandings, type Connection } from '@touchstone/database';
import { sql } from 'kysely';
import { clearProgress, showProgress } from '../progress.ts';
import { withoutIndexes } from '../without-indexes.ts';

/*
 * A course that many have worked on, made by SQL; the same each time, since everything follows from the number
 * of a student or a submission.
 */

/** A number below `below` that follows from `key` and a name. */
const chosen = (key: ReturnType<typeof sql>, name: string, below: number) =>
  sql`((hashtextextended(${sql.lit(name)}, ${key}::bigint) & 2147483647)::integer % ${sql.lit(below)})`;

/** A valid UUID that follows from `key` and a name. */
const uuid = (key: ReturnType<typeof sql>, name: string) =>
  sql`overlay(overlay(md5(${sql.lit(`${name} `)} || ${key}) placing '4' from 13) placing '8' from 17)::uuid`;

const testCount = 6;
const kindsOfAssignment = 200;
const overDays = 90;

/** Students 1 to `count`, members with names. */
export async function fillStudents(
  db: Connection,
  { courseId, count }: { courseId: string; count: number },
): Promise<void> {
  await sql`
    with made as (
      insert into users (id)
      select ${uuid(sql`n`, 'student')} from generate_series(1, ${count}::int) as n
    )
    insert into members (course_id, user_id, role, name, student_number, group_name)
    select ${courseId}::uuid, ${uuid(sql`n`, 'student')}, 'student',
      initcap(substr(md5('first ' || n), 1, 6)) || ' ' || initcap(substr(md5('last ' || n), 1, 8)),
      n::text, 'group ' || n % 30
    from generate_series(1, ${count}::int) as n`.execute(db);
}

/**
 * Graded submissions of these students, about a third of them correct, over the last 90 days; with standings,
 * progress, and failures of some hundred kinds for each assignment.
 */
export async function fillSubmissions(
  db: Connection,
  { courseId, count }: { courseId: string; count: number },
): Promise<void> {
  await sql`set maintenance_work_mem = '512MB'`.execute(db);
  await sql`set work_mem = '256MB'`.execute(db);
  showProgress('drawing submissions');
  await draw(db, { courseId, count });
  const tables = ['submissions', 'standings', 'progress', 'failures'];
  await withoutIndexes(db, tables, async () => {
    showProgress(`${count} submissions`);
    await storeSubmissions(db);
    showProgress('standings');
    await storeStandings(db, courseId);
    showProgress('failures');
    await storeFailures(db);
    showProgress('indexes');
  });
  await sql`vacuum analyze`.execute(db);
  await checkStandings(db, courseId);
  await sql`drop table drawn, drawn_results`.execute(db);
  clearProgress();
}

/** Who hands in what when, and how many tests it passes. */
async function draw(
  db: Connection,
  { courseId, count }: { courseId: string; count: number },
): Promise<void> {
  await sql`
    create unlogged table drawn as
    with students as materialized (
      select user_id, row_number() over (order by student_number::int) - 1 as n
      from members where course_id = ${courseId}::uuid and role = 'student'
    ), tasks as materialized (
      select id, bundle_hash, row_number() over (order by position) - 1 as n
      from assignments where course_id = ${courseId}::uuid and position is not null
    ), numbers as materialized (
      select i,
        ${chosen(sql`i`, 'student', 1_000_000_007)} % (select count(*) from students) as student,
        ${chosen(sql`i`, 'assignment', 1_000_003)} % (select count(*) from tasks) as task
      from generate_series(1, ${count}::bigint) as i
    )
    select (select coalesce(max(seq), 0) from submissions) + i as seq, i,
      ${uuid(sql`i`, 'submission')} as id, students.user_id, tasks.id as assignment_id,
      tasks.bundle_hash, 'print(' || i || ')' as code,
      sha256(convert_to('print(' || i || ')', 'UTF8')) as code_hash,
      least(${chosen(sql`i`, 'passed', testCount + 3)}, ${sql.lit(testCount)}) as passed,
      now() - make_interval(days => ${sql.lit(overDays)}) * (1 - i / ${count}::float8) as made_at
    from numbers join students on students.n = student join tasks on tasks.n = task`.execute(db);
  await sql`
    create unlogged table drawn_results as
    select passed, result, result - array['tests', 'output'] || jsonb_build_object(
      'testCount', ${sql.lit(testCount)}, 'passedTestCount', passed
    ) as summary
    from generate_series(0, ${sql.lit(testCount)}) as passed
    cross join lateral (
      select jsonb_build_object(
        'verdict', case when passed = ${sql.lit(testCount)} then 'passed' else 'failed' end,
        'correct', passed = ${sql.lit(testCount)},
        'points', case when passed = ${sql.lit(testCount)} then 100 else 0 end,
        'tests', jsonb_agg(jsonb_build_object(
          'name', 'cases.' || t, 'title', 'Case ' || t, 'hidden', false, 'line', null,
          'outcome', case when t <= passed then 'passed' else 'failed' end,
          'message', case when t > passed then 'f(' || t || ') should be 3, but is 4' end,
          'call', 'f(' || t || ')', 'expected', '3', 'actual', '4', 'output', null,
          'points', null, 'hint', null
        ) order by t),
        'output', '', 'wallMs', 5, 'cpuMs', 4, 'peakMemoryBytes', 10000000
      ) as result
      from generate_series(1, ${sql.lit(testCount)}) as t
    ) as made`.execute(db);
  await sql`analyze drawn, drawn_results`.execute(db);
}

async function storeSubmissions(db: Connection): Promise<void> {
  await sql`
    insert into submissions
      (id, seq, user_id, assignment_id, bundle_hash, code, code_hash, status, attempt, result,
        summary, created_at, changed_at, graded_at)
    overriding system value
    select id, seq, user_id, assignment_id, bundle_hash, code, code_hash, 'graded', 1, result,
      summary, made_at, made_at + interval '1 second', made_at + interval '1 second'
    from drawn join drawn_results using (passed) order by seq`.execute(db);
  await sql`
    select setval(pg_get_serial_sequence('submissions', 'seq'), (select max(seq) from drawn))`.execute(
    db,
  );
}

/** As refreshStandings computes them, from what was drawn; {@link checkStandings} compares the two. */
async function storeStandings(db: Connection, courseId: string): Promise<void> {
  await sql`
    with tries as (
      select *, row_number() over earlier as number, max(passed) over all_of_them as most
      from drawn
      window earlier as (partition by user_id, assignment_id order by seq),
        all_of_them as (partition by user_id, assignment_id)
    ), risen as (
      select *, min(seq) filter (where passed = most and most > 0) over (
        partition by user_id, assignment_id
      ) as rose_at
      from tries
    )
    insert into standings
      (user_id, assignment_id, course_id, tries, first_at, last_at, solved_at, solved_try, verdict,
        failing_test, passed_tests, last_program, programs_since)
    select user_id, assignment_id, ${courseId}::uuid, count(*), min(made_at), max(made_at),
      min(made_at) filter (where passed = ${sql.lit(testCount)}),
      min(number) filter (where passed = ${sql.lit(testCount)}),
      case when last_passed = ${sql.lit(testCount)} then 'passed' else 'failed' end,
      case when last_passed < ${sql.lit(testCount)} then 'cases.' || last_passed + 1 end,
      array(select 'cases.' || t from generate_series(1, most) as t),
      last_program,
      coalesce(
        (array_agg(substr(code_hash, 1, 8) order by seq) filter (where seq > coalesce(rose_at, 0)))[1:20],
        '{}'
      )
    from (
      select *, last_value(passed) over whole as last_passed,
        substr(last_value(code_hash) over whole, 1, 8) as last_program
      from risen
      window whole as (
        partition by user_id, assignment_id order by seq
        rows between unbounded preceding and unbounded following
      )
    ) as ordered
    group by user_id, assignment_id, most, last_passed, last_program`.execute(db);
  await sql`
    insert into progress (user_id, assignment_id, best_points, completed)
    select user_id, assignment_id, 100, true from standings where solved_at is not null`.execute(
    db,
  );
}

/** Few kinds are frequent. */
async function storeFailures(db: Connection): Promise<void> {
  const kind = (number: ReturnType<typeof sql>) =>
    sql`substr(sha256(convert_to((${number})::text, 'UTF8')), 1, 12)`;
  await sql`
    insert into failure_kinds (assignment_id, kind, test, message)
    select tasks.assignment_id, ${kind(sql`k`)}, 'cases.' || 1 + k % ${sql.lit(testCount)},
      'the call should be the right value, but is ' || k
    from (select distinct assignment_id from drawn) as tasks
    cross join generate_series(1, ${sql.lit(kindsOfAssignment)}) as k`.execute(db);
  await sql`
    insert into failures (submission_id, seq, user_id, assignment_id, kind, fix)
    select id, seq, user_id, assignment_id,
      ${kind(sql`1 + ${chosen(sql`i`, 'kind', kindsOfAssignment)}
        * ${chosen(sql`i`, 'rank', kindsOfAssignment)} / ${sql.lit(kindsOfAssignment)}`)},
      case when ${chosen(sql`i`, 'fixed', 5)} = 0
        then '- return a' || chr(10) || '+ return a+' || ${chosen(sql`i`, 'fix', 40)} end
    from drawn where passed < ${sql.lit(testCount)} order by seq`.execute(db);
}

/** Fails if refreshStandings would have stored something else for some students. */
async function checkStandings(db: Connection, courseId: string): Promise<void> {
  const { rows } = await sql<{ assignmentId: string; userIds: string[] }>`
    select assignment_id as "assignmentId", (array_agg(user_id order by user_id))[1:50] as "userIds"
    from standings where course_id = ${courseId}::uuid group by assignment_id`.execute(db);
  for (const { assignmentId, userIds } of rows) {
    const read = () =>
      sql<{ digest: string }>`
        select md5(string_agg(standings::text, ' ' order by user_id)) as digest from standings
        where assignment_id = ${assignmentId}::uuid and user_id = any(${sql.val(userIds)}::uuid[])`.execute(
        db,
      );
    const [before] = (await read()).rows;
    await refreshStandings(db, { assignmentId, userIds });
    const [after] = (await read()).rows;
    if (before?.digest !== after?.digest) {
      throw new Error('The standings that were filled in are not those of the submissions.');
    }
  }
}
