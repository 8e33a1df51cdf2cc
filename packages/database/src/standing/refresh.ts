import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import { maxProgramsSince } from './max-programs.ts';

/**
 * Computes standings anew from the submissions, after their results were replaced. What was pruned still
 * counts as a try. The caller has locked the progress of these users in the assignment, or changes nothing
 * else.
 */
export async function refreshStandings(
  transaction: Connection,
  { assignmentId, userIds }: { assignmentId: string; userIds: readonly string[] },
): Promise<void> {
  await sql`
    with graded as materialized (
      select s.user_id, s.seq, s.created_at, substr(s.code_hash, 1, 8) as program,
        coalesce(s.verdict, source.verdict) as verdict,
        coalesce(s.result, source.result) -> 'tests' as tests,
        row_number() over (partition by s.user_id order by s.seq) as number
      from submissions as s left join submissions as source on source.id = s.reused_from
      where s.assignment_id = ${assignmentId}::uuid
        and s.user_id = any(${sql.val(userIds)}::uuid[])
        and s.status = 'graded' and coalesce(s.verdict, source.verdict) <> 'internal-error'
    ), passed as (
      select user_id, array_agg(name order by since, name) as names, max(since) as newest
      from (
        select user_id, test ->> 'name' as name, min(seq) as since
        from graded, jsonb_array_elements(tests) as tests (test)
        where test ->> 'outcome' = 'passed'
        group by user_id, test ->> 'name'
      ) as first_passes
      group by user_id
    ), seen as (
      select user_id, max(at) as at from seen_marks
      where assignment_id = ${assignmentId}::uuid and user_id = any(${sql.val(userIds)}::uuid[])
      group by user_id
    ), totals as (
      select user_id, count(*) as tries, min(created_at) as first_at, max(created_at) as last_at,
        max(seq) as last_seq, min(created_at) filter (where verdict = 'passed') as solved_at,
        min(number) filter (where verdict = 'passed') as solved_try
      from graded group by user_id
    ), since as (
      select user_id, (array_agg(program order by first))[1:${sql.lit(maxProgramsSince)}] as programs
      from (
        select graded.user_id, program, min(seq) as first
        from graded left join passed using (user_id) left join seen using (user_id)
        where seq > coalesce(passed.newest, 0) and created_at > coalesce(seen.at, '-infinity')
        group by graded.user_id, program
      ) as different
      group by user_id
    )
    insert into standings
      (user_id, assignment_id, course_id, tries, first_at, last_at, solved_at, solved_try, verdict,
        failing_test, passed_tests, last_program, programs_since)
    select totals.user_id, assignments.id, assignments.course_id, totals.tries, totals.first_at,
      totals.last_at, totals.solved_at, totals.solved_try, graded.verdict,
      (select test ->> 'name'
        from jsonb_array_elements(graded.tests) with ordinality as tests (test, place)
        where test ->> 'outcome' in ('failed', 'error') order by place limit 1),
      coalesce(passed.names, '{}'), graded.program, coalesce(since.programs, '{}')
    from totals
    join assignments on assignments.id = ${assignmentId}::uuid
    join graded on graded.user_id = totals.user_id and graded.seq = totals.last_seq
    left join passed on passed.user_id = totals.user_id
    left join since on since.user_id = totals.user_id
    order by totals.user_id
    on conflict (user_id, assignment_id) do update set
      tries = greatest(standings.tries, excluded.tries),
      first_at = least(standings.first_at, excluded.first_at),
      last_at = excluded.last_at,
      solved_at = excluded.solved_at,
      solved_try = excluded.solved_try,
      verdict = excluded.verdict,
      failing_test = excluded.failing_test,
      passed_tests = excluded.passed_tests,
      last_program = excluded.last_program,
      programs_since = excluded.programs_since`.execute(transaction);
}

/** Removes standings of which neither a submission nor points are left, after submissions were removed. */
export async function removeEmptyStandings(
  transaction: Connection,
  owners: readonly { readonly user_id: string; readonly assignment_id: string }[],
): Promise<void> {
  await sql`
    delete from standings using unnest(
      ${sql.val(owners.map(({ user_id }) => user_id))}::uuid[],
      ${sql.val(owners.map(({ assignment_id }) => assignment_id))}::uuid[]
    ) as gone (user_id, assignment_id)
    where standings.user_id = gone.user_id and standings.assignment_id = gone.assignment_id
      and not exists (
        select from submissions as s
        where s.user_id = gone.user_id and s.assignment_id = gone.assignment_id
      )
      and not exists (
        select from progress as p
        where p.user_id = gone.user_id and p.assignment_id = gone.assignment_id
      )`.execute(transaction);
}
