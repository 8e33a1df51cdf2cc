import type { ActiveDay } from '@touchstone/contracts';
import { sql } from 'kysely';
import type { Connection } from '../tables.ts';

/**
 * The days on which a user handed in for the course, oldest first. `solved` counts the assignments that
 * passed for the first time, without those of `unsolved`. Days begin at midnight in `timeZone`, an IANA name.
 */
export async function listActiveDays(
  db: Connection,
  of: { userId: string; courseId: string; timeZone: string; unsolved?: readonly string[] },
): Promise<ActiveDay[]> {
  const day = sql<string>`to_char(submissions.created_at at time zone ${of.timeZone}, 'YYYY-MM-DD')`;
  return db
    .with('handed_in', (selecting) =>
      selecting
        .selectFrom('submissions')
        .innerJoin('assignments', 'assignments.id', 'submissions.assignment_id')
        .leftJoin('submissions as source', 'source.id', 'submissions.reused_from')
        .select([
          day.as('day'),
          'submissions.seq',
          sql<number | null>`min(submissions.seq)
            filter (where 'passed' in (submissions.verdict, source.verdict)
              and submissions.assignment_id <> all(${sql.val(of.unsolved ?? [])}::uuid[]))
            over (partition by submissions.assignment_id)`.as('first_passed'),
        ])
        .where('submissions.user_id', '=', of.userId)
        .where('assignments.course_id', '=', of.courseId),
    )
    .selectFrom('handed_in')
    .select([
      'day',
      sql<number>`count(*)::integer`.as('submissions'),
      sql<number>`(count(*) filter (where seq = first_passed))::integer`.as('solved'),
    ])
    .groupBy('day')
    .orderBy('day')
    .execute();
}
