import type { OverriddenPoints, Progress, Result } from '@touchstone/contracts';
import { sql, type QueryCreator, type RawBuilder } from 'kysely';
import { withStanding } from './with-standing.ts';
import { countedPoints } from './counted-points.ts';
import type { Connection } from '../tables.ts';
import type { WithChanged } from './stored-submission.ts';

/**
 * Points and solved assignments of a user in one course, and points that a teacher has given, in its order. An
 * assignment counts once, with the user's best result, or with what a teacher has given instead; a retired one
 * counts again when it is put back.
 * `exceptOf`: assignments that are left out.
 */
export async function readProgress(
  db: Connection,
  of: { userId: string; courseId: string; exceptOf?: readonly string[] },
): Promise<Progress> {
  const { exceptOf = [] } = of;
  const query = db
    .selectFrom('progress')
    .innerJoin('assignments', 'assignments.id', 'progress.assignment_id')
    .select([
      countedPoints(sql.val(of.userId), sql.val(of.courseId), exceptOf).as('points'),
      sql<string[]>`coalesce(
        array_agg(assignments.id order by assignments.position) filter (where completed), '{}'
      )`.as('completedAssignmentIds'),
      overriddenPoints(of.userId, of.courseId, exceptOf).as('overridden'),
    ])
    .where('progress.user_id', '=', of.userId)
    .where('assignments.course_id', '=', of.courseId)
    .where('assignments.position', 'is not', null);
  const { overridden, ...progress } = await (
    exceptOf.length === 0 ? query : query.where('assignments.id', 'not in', exceptOf)
  ).executeTakeFirstOrThrow();
  if (overridden === null) return progress;
  return {
    ...progress,
    overriddenPoints: overridden.map(({ changedAt, ...given }) => ({
      ...given,
      changedAt: new Date(changedAt).toISOString(),
    })),
  };
}

/** Null if there are none. */
const overriddenPoints = (userId: string, courseId: string, exceptOf: readonly string[]) =>
  sql<OverriddenPoints[] | null>`(
    select jsonb_agg(jsonb_build_object(
      'assignmentId', o.assignment_id, 'points', o.points, 'earned', earned.best_points,
      'reason', o.reason, 'changedAt', o.changed_at
    ) order by a.position)
    from overridden_points as o
      join assignments as a on a.id = o.assignment_id
      left join progress as earned
        on earned.user_id = o.user_id and earned.assignment_id = o.assignment_id
    where o.user_id = ${userId} and a.course_id = ${courseId} and a.position is not null
      ${exceptOf.length === 0 ? sql`` : sql`and a.id <> all(${sql.val(exceptOf)}::uuid[])`}
  )`;

/** The assignments of the course for which the user has handed something in, in the course's order. */
export async function readTriedAssignments(
  db: Connection,
  of: { userId: string; courseId: string },
): Promise<string[]> {
  const rows = await db
    .selectFrom('assignments')
    .select('id')
    .where('course_id', '=', of.courseId)
    .where('position', 'is not', null)
    .where((column) =>
      column.exists(
        column
          .selectFrom('submissions')
          .select('submissions.id')
          .where('submissions.user_id', '=', of.userId)
          .whereRef('submissions.assignment_id', '=', 'assignments.id'),
      ),
    )
    .orderBy('position')
    .execute();
  return rows.map(({ id }) => id);
}

/** The user's points in all courses together, but for those of some assignments. */
export async function readTotalPoints(
  db: Connection,
  userId: string,
  exceptOf: readonly string[] = [],
): Promise<number> {
  const points = countedPoints(sql.val(userId), null, exceptOf);
  const { rows } = await sql<{ points: number }>`select ${points} as points`.execute(db);
  return rows[0]?.points ?? 0;
}

/**
 * Points that count of a submission, from its own points and its columns: less if it is late. Written out
 * for assignments where late ones cost nothing, since it is evaluated with each grading.
 */
export const earnedPoints = (points: RawBuilder<unknown>, row: string, assignments: string) =>
  sql<number>`case
    when ${sql.ref(`${assignments}.points_per_day`)} is null then ${points}
    else earned_points(
      ${points}, ${sql.ref(`${row}.created_at`)}, ${sql.ref(`${row}.assignment_id`)},
      ${sql.ref(`${row}.user_id`)}
    ) end`;

/**
 * Updates progress and standing of the owners of the rows in `changed`, as part of the statement that changes
 * them. Rows that are nobody's count for nobody.
 */
export const withProgress = (
  db: QueryCreator<WithChanged>,
  result: Pick<Result, 'points' | 'correct'>,
) => {
  const resultPoints = sql`${result.points}::numeric`;
  const counts = sql`(${resultPoints} > 0 or ${result.correct}::boolean)`;
  const points = earnedPoints(resultPoints, 'changed', 'assignments');
  const withRaised = db.with(
    'raised',
    () => sql<{ completed: boolean }>`(
      insert into progress (user_id, assignment_id, best_points, completed)
      select user_id, assignment_id, points, correct from (
        select changed.user_id, changed.assignment_id, ${points} as points,
          ${result.correct}::boolean as correct
        from changed join assignments on assignments.id = changed.assignment_id
        where changed.user_id is not null and ${counts}
      ) as earned
      where points > 0 or correct
      on conflict (user_id, assignment_id) do update set
        best_points = greatest(progress.best_points, excluded.best_points),
        completed = progress.completed or excluded.completed
      where excluded.best_points > progress.best_points
        or excluded.completed and not progress.completed
      returning completed
    )`,
  );
  return withStanding(withRaised);
};
