import type { AssignmentDays } from '@touchstone/contracts';
import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import { isStudent } from './assignment-overview.ts';
import { isSeen, type TeachScope } from './students.ts';

/**
 * On how many days how many students, of those whom the caller may see, began and solved an assignment. Days
 * begin at midnight in `timeZone`, an IANA name.
 */
export async function listAssignmentDays(
  db: Connection,
  of: { assignmentId: string; scope: TeachScope; timeZone: string },
): Promise<AssignmentDays['days']> {
  const { assignmentId, scope, timeZone } = of;
  const { rows } = await sql<AssignmentDays['days'][number]>`
    with seen as (
      select first_at, solved_at from standings
      where assignment_id = ${assignmentId}::uuid
        and ${isSeen(scope, sql`standings.user_id`)} and ${isStudent(scope)}
    )
    select to_char(at at time zone ${timeZone}, 'YYYY-MM-DD') as day,
      (count(*) filter (where what = 'begun'))::integer as begun,
      (count(*) filter (where what = 'solved'))::integer as solved
    from (
      select first_at as at, 'begun' as what from seen
      union all select solved_at, 'solved' from seen where solved_at is not null
    ) as moments
    group by 1 order by 1`.execute(db);
  return rows;
}
