import { sql, type QueryCreator } from 'kysely';
import type { WithChanged } from './stored-submission.ts';
import { maxProgramsSince } from '../standing/max-programs.ts';

/** The changed rows, and what `withProgress` has written for them. */
type WithRaised = WithChanged & { raised: { completed: boolean } };

/**
 * Updates the standings of the owners of the rows in `changed`, as part of the statement that stores their
 * results. After `raised`, so that all statements lock progress before standings.
 */
export const withStanding = (db: QueryCreator<WithRaised>) =>
  db
    .with(
      'stood',
      () => sql<object>`(
        insert into standings
          (user_id, assignment_id, course_id, tries, first_at, last_at, solved_at, solved_try, verdict,
            failing_test, passed_tests, last_program, programs_since)
        select s.user_id, s.assignment_id, assignments.course_id, 1, s.created_at, s.created_at,
          case when graded.result ->> 'verdict' = 'passed' then s.created_at end,
          case when graded.result ->> 'verdict' = 'passed' then 1 end,
          graded.result ->> 'verdict',
          (select test ->> 'name'
            from jsonb_array_elements(graded.result -> 'tests') with ordinality as tests (test, place)
            where test ->> 'outcome' in ('failed', 'error') order by place limit 1),
          passed.tests, program.hash,
          case when passed.tests = '{}' then array[program.hash] else '{}' end
        from changed as s
        cross join (select count(*) from raised) as after_progress
        join assignments on assignments.id = s.assignment_id
        left join submissions as source on source.id = s.reused_from
        cross join lateral (select coalesce(s.result, source.result) as result) as graded
        cross join lateral (select substr(s.code_hash, 1, 8) as hash) as program
        cross join lateral (
          select array(
            select test ->> 'name' from jsonb_array_elements(graded.result -> 'tests') as tests (test)
            where test ->> 'outcome' = 'passed'
          ) as tests
        ) as passed
        where s.user_id is not null and graded.result ->> 'verdict' <> 'internal-error'
        on conflict (user_id, assignment_id) do update set
          tries = standings.tries + 1,
          first_at = least(standings.first_at, excluded.first_at),
          last_at = greatest(standings.last_at, excluded.last_at),
          solved_at = coalesce(standings.solved_at, excluded.solved_at),
          solved_try = coalesce(
            standings.solved_try, case when excluded.solved_at is not null then standings.tries + 1 end
          ),
          verdict = excluded.verdict,
          failing_test = excluded.failing_test,
          passed_tests = standings.passed_tests || array(
            select unnest(excluded.passed_tests) except select unnest(standings.passed_tests)
          ),
          last_program = excluded.last_program,
          programs_since = case
            when not excluded.passed_tests <@ standings.passed_tests then '{}'
            when excluded.last_program = any(standings.programs_since)
              or cardinality(standings.programs_since) >= ${sql.lit(maxProgramsSince)}
              then standings.programs_since
            else standings.programs_since || excluded.last_program
          end
      )`,
    )
    .with(
      'due',
      () => sql<object>`(
        insert into failures_due (seq, submission_id)
        select seq, id from changed where user_id is not null and status = 'graded'
        on conflict do nothing
      )`,
    );
