import type { GridFilter } from '@touchstone/contracts';
import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Connection } from '../tables.ts';
import { quietDays } from './grid-rules.ts';

/**
 * A condition that holds for each student `s` for whom a filter holds, and for few others, and that one step of
 * an index decides; null if the filter holds for nobody.
 */
export async function candidatesOf(
  db: Connection,
  of: { courseId: string; filter: GridFilter; assignmentId?: string | undefined },
): Promise<RawBuilder<SqlBool> | null> {
  const { courseId, filter, assignmentId } = of;
  const { rows } = await sql<{ id: string; dueAt: Date | null }>`
    select a.id, a.due_at as "dueAt" from assignments as a
    where a.course_id = ${courseId}::uuid and a.position is not null
      and (${assignmentId ?? null}::uuid is null or a.id = ${assignmentId ?? null}::uuid)
      and ${concerned[filter]}`.execute(db);
  if (rows.length === 0) return null;
  const ids = sql`${sql.val(rows.map(({ id }) => id))}::uuid[]`;
  const dueAt = sql`${sql.val(rows.map((row) => row.dueAt))}::timestamptz[]`;
  const inCourse = sql`st.course_id = ${courseId}::uuid and st.user_id = s.user_id
    and st.assignment_id = any(${ids})`;
  switch (filter) {
    case 'stuck':
      return sql`exists (select from standings as st where ${inCourse} and st.stuck)`;
    case 'gone-quiet':
      return sql`exists (
        select from standings as st
        where st.user_id = s.user_id and st.assignment_id = any(${ids}) and st.solved_at is null
      )`;
    case 'not-begun':
      return sql`(select count(*) from standings as st where ${inCourse}) < ${rows.length}`;
    case 'late':
      return sql`(
        select count(*) from standings as st where ${inCourse}
          and st.solved_at <= (${dueAt})[array_position(${ids}, st.assignment_id)]
      ) < ${rows.length}`;
  }
}

const soon = sql`between now() and now() + make_interval(days => ${sql.lit(quietDays)})`;

/** The assignments `a` in which the filter can hold. Nothing is due for a student before it is for all. */
const concerned: Readonly<Record<GridFilter, RawBuilder<SqlBool>>> = {
  stuck: sql`true`,
  'gone-quiet': sql`(a.due_at ${soon} or exists (
    select from date_changes as change where change.assignment_id = a.id and change.due_at ${soon}
  ))`,
  'not-begun': sql`(a.opens_at is null or a.opens_at <= now())`,
  late: sql`a.due_at < now()`,
};
