import type { PointsSpread } from '@touchstone/contracts';
import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import { isSeen, type TeachScope } from '../teach/students.ts';

/** How many students, of those whom the caller may see, have which tenth of all points of the course. */
export async function readPointsSpread(db: Connection, scope: TeachScope): Promise<PointsSpread> {
  const { rows } = await sql<{ points: number; tenth: number | null; students: number }>`
    with counting as (
      select id, points from assignments
      where course_id = ${scope.courseId}::uuid and position is not null
    ), total as (
      select coalesce(sum(points), 0) as points from counting
    ), sums as (
      select user_id, sum(coalesce(o.points, p.best_points)) as points
      from (select * from progress where assignment_id in (select id from counting)) as p
        full join (
          select * from overridden_points where assignment_id in (select id from counting)
        ) as o using (user_id, assignment_id)
      group by user_id
    ), students as (
      select user_id from members
      where course_id = ${scope.courseId}::uuid and role = 'student'
        and ${isSeen(scope, sql`user_id`)}
      union all
      select user_id from sums
      where ${isSeen(scope, sql`user_id`)} and not exists (
        select from members
        where course_id = ${scope.courseId}::uuid and members.user_id = sums.user_id
      )
    ), tenths as (
      select least(9, floor(10 * coalesce(sums.points, 0) / nullif(total.points, 0)))::integer
          as tenth, count(*)::integer as students
      from students left join sums using (user_id) cross join total group by 1
    )
    select total.points, tenth, coalesce(students, 0) as students
    from total left join tenths on true`.execute(db);
  const tenths = Array.from({ length: 10 }, (_, index) =>
    rows.reduce((sum, { tenth, students }) => sum + ((tenth ?? 0) === index ? students : 0), 0),
  );
  return { points: rows[0]?.points ?? 0, tenths };
}
