import type { Progress, Result } from '@touchstone/contracts';
import { sql, type QueryCreator } from 'kysely';
import type { Connection } from '../tables.ts';
import type { WithChanged } from './stored-submission.ts';

/** Added up by the database, whose numerics are exact: 40.1 and 0.2 make 40.3. */
const totalPoints = sql<number>`coalesce(sum(best_points), 0)`;

/**
 * Points and solved assignments of a user in one course. An assignment counts once, with the
 * user's best result; one that was retired later goes on counting.
 */
export async function readProgress(
  db: Connection,
  of: { userId: string; courseId: string },
): Promise<Progress> {
  return db
    .selectFrom('progress')
    .innerJoin('assignments', 'assignments.id', 'progress.assignment_id')
    .select([
      totalPoints.as('points'),
      sql<string[]>`coalesce(
        array_agg(assignments.id order by assignments.position) filter (where completed), '{}'
      )`.as('completedAssignmentIds'),
    ])
    .where('progress.user_id', '=', of.userId)
    .where('assignments.course_id', '=', of.courseId)
    .executeTakeFirstOrThrow();
}

/** The user's points in all courses together. */
export async function readTotalPoints(db: Connection, userId: string): Promise<number> {
  const { points } = await db
    .selectFrom('progress')
    .select(totalPoints.as('points'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  return points;
}

/**
 * Lets a result count for the owners of the rows in `changed`, as part of the statement that changes
 * them; for those that are nobody's any more it counts for nobody.
 */
export const withProgress = (
  db: QueryCreator<WithChanged>,
  result: Pick<Result, 'points' | 'correct'>,
) => {
  const counts = result.points > 0 || result.correct;
  return db.with('raised', (inserting) =>
    inserting
      .insertInto('progress')
      .columns(['user_id', 'assignment_id', 'best_points', 'completed'])
      .expression((eb) =>
        eb
          .selectFrom('changed')
          .select((inner) => [
            inner.ref('changed.user_id').$notNull().as('user_id'),
            'changed.assignment_id',
            sql<number>`${result.points}::numeric`.as('best_points'),
            sql<boolean>`${result.correct}::boolean`.as('completed'),
          ])
          .where('changed.user_id', 'is not', null)
          .where(sql<boolean>`${counts}::boolean`),
      )
      .onConflict((conflict) =>
        conflict
          .columns(['user_id', 'assignment_id'])
          .doUpdateSet({
            best_points: sql`greatest(progress.best_points, excluded.best_points)`,
            completed: sql`progress.completed or excluded.completed`,
          })
          .where(
            sql<boolean>`excluded.best_points > progress.best_points
              or excluded.completed and not progress.completed`,
          ),
      )
      .returning('completed'),
  );
};
