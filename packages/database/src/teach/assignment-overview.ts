import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import { isSeen, type TeachScope } from './students.ts';

export interface AssignmentTotals {
  readonly tried: number;
  readonly solved: number;
  readonly submissions: number;
  /** Of those who solved it, until they did; null if nobody has. */
  readonly medianTries: number | null;
  readonly medianSeconds: number | null;
}

interface InAssignment {
  readonly assignmentId: string;
  readonly scope: TeachScope;
}

/** Of the students that the caller may see. */
export async function readAssignmentTotals(
  db: Connection,
  { assignmentId, scope }: InAssignment,
): Promise<AssignmentTotals> {
  const { rows } = await sql<AssignmentTotals>`
    select count(*) as tried, count(*) filter (where completed or solved_at is not null) as solved,
      coalesce(sum(tries), 0)::integer as submissions,
      percentile_cont(0.5) within group (order by solved_try) as "medianTries",
      percentile_cont(0.5) within group (order by extract(epoch from solved_at - first_at))
        as "medianSeconds"
    from standings left join progress using (user_id, assignment_id)
    where assignment_id = ${assignmentId}::uuid
      and ${isSeen(scope, sql`standings.user_id`)} and ${isStudent(scope)}`.execute(db);
  const [totals] = rows;
  if (totals === undefined) throw new Error('An aggregate has no row.');
  return totals;
}

export interface BlockingTest {
  readonly test: string;
  readonly title: string;
  readonly students: number;
}

/**
 * The tests at which the last programs of students who have not solved it fail first, up to `limit`; where no
 * test ran, the verdict.
 */
export async function listBlockingTests(
  db: Connection,
  { assignmentId, scope, limit }: InAssignment & { limit: number },
): Promise<BlockingTest[]> {
  const { rows } = await sql<BlockingTest>`
    with blocking as (
      select coalesce(failing_test, verdict) as test, count(*) as students,
        min(user_id::text)::uuid as one
      from standings left join progress using (user_id, assignment_id)
      where assignment_id = ${assignmentId}::uuid and solved_at is null and completed is not true
        and ${isSeen(scope, sql`standings.user_id`)} and ${isStudent(scope)}
      group by coalesce(failing_test, verdict) order by count(*) desc, 1 limit ${limit}
    )
    select test, students::integer, coalesce((
      select one_test ->> 'title'
      from jsonb_array_elements((
        select coalesce(s.result, source.result) -> 'tests'
        from submissions as s left join submissions as source on source.id = s.reused_from
        where s.user_id = blocking.one and s.assignment_id = ${assignmentId}::uuid
          and s.status = 'graded'
        order by s.seq desc limit 1
      )) as tests (one_test)
      where one_test ->> 'name' = test limit 1
    ), test) as title
    from blocking order by students desc, test`.execute(db);
  return rows;
}

/**
 * Whether a row of `standings` is not of somebody who teaches the course. These are looked up in a set, so that
 * rows stay in the order of their index.
 */
export const isStudent = ({ courseId }: TeachScope, row = 'standings') => sql<boolean>`
  ${sql.ref(`${row}.user_id`)} not in (
    select members.user_id from members
    where members.course_id = ${courseId}::uuid and members.role <> 'student'
  )`;
