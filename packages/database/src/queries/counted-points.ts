import { sql, type RawBuilder } from 'kysely';

/**
 * The sum of a user's points that count, overridden ones in the place of earned ones. Added up by the
 * database, whose numerics are exact: 40.1 + 0.2 = 40.3. `courseId` null: of all courses. `exceptOf`: ids of
 * assignments that are left out.
 */
export const countedPoints = (
  userId: RawBuilder<unknown>,
  courseId: RawBuilder<unknown> | null,
  exceptOf: readonly string[] = [],
): RawBuilder<number> => sql<number>`(
  select coalesce(sum(counted.points), 0)
  from (
    select assignment_id, best_points as points from progress
    where user_id = ${userId} and not exists (
      select from overridden_points as other
      where other.user_id = ${userId} and other.assignment_id = progress.assignment_id
    )
    union all
    select assignment_id, points from overridden_points where user_id = ${userId}
  ) as counted
  join assignments as counting on counting.id = counted.assignment_id
  where counting.position is not null and ${courseId === null ? sql`true` : sql`counting.course_id = ${courseId}`}
    ${exceptOf.length === 0 ? sql`` : sql`and counting.id <> all(${sql.val(exceptOf)}::uuid[])`}
)`;
