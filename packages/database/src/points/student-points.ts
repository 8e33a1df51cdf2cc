import type { PointsRule, StudentPoints } from '@touchstone/contracts';
import { sql, type RawBuilder } from 'kysely';
import type { Connection } from '../tables.ts';
import { isGraded, isSolved, pointsOf, wasReceivedBefore } from './worth.ts';

/**
 * The points of some students of a course, in any order, one entry each. Only assignments that count are
 * in it. Overridden points count by any rule. The best points of all times also contain those of submissions that were pruned since.
 */
export async function listStudentPoints(
  db: Connection,
  of: { course: string; students: readonly string[]; rule: PointsRule },
): Promise<StudentPoints[]> {
  const { course, students, rule } = of;
  const { rows } = await sql<StudentPoints>`
    with cells as (
      select student.id as student, a.slug, a.position, earned.points as earned, earned.solved,
        coalesce(o.points, earned.points) as points,
        case when o.user_id is not null then jsonb_build_object('overridden', jsonb_build_object(
          'points', o.points, 'reason', o.reason, 'author', o.author_id, 'at', o.changed_at
        )) else '{}' end as overridden
      from unnest(${sql.val(students)}::uuid[]) as student (id)
        join courses on courses.slug = ${course}
        join assignments as a on a.course_id = courses.id and a.position is not null
        left join lateral (${earned(rule)}) as earned on true
        left join overridden_points as o
          on o.user_id = student.id and o.assignment_id = a.id
    )
    select student, coalesce(sum(points), 0) as total,
      coalesce(jsonb_agg(
        jsonb_build_object(
          'assignment', slug, 'points', points, 'earned', earned, 'solved', coalesce(solved, false)
        ) || overridden order by position
      ) filter (where points is not null), '[]') as assignments
    from cells group by student`.execute(db);
  return rows;
}

/** Submissions of a student in an assignment `a`. */
const submissions = sql`
  submissions as s left join submissions as source on source.id = s.reused_from
  where s.user_id = student.id and s.assignment_id = a.id`;

/** A row with points and solved, or none if nothing is graded. */
function earned({ take, before }: PointsRule): RawBuilder<unknown> {
  if (take === 'latest') {
    return sql`
      select ${pointsOf} as points, ${isSolved} as solved from ${submissions}
        and ${isGraded} and ${wasReceivedBefore(before)}
      order by s.seq desc limit 1`;
  }
  if (before !== null) {
    return sql`
      select max(${pointsOf}) as points, bool_or(${isSolved}) as solved from ${submissions}
        and ${isGraded} and ${wasReceivedBefore(before)}
      having count(*) > 0`;
  }
  return sql`
    select best_points as points, completed as solved from progress
    where progress.user_id = student.id and progress.assignment_id = a.id
    union all (
      select 0, false from submissions as s
      where s.user_id = student.id and s.assignment_id = a.id and ${isGraded}
      limit 1
    )
    limit 1`;
}
