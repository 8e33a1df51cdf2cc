import type { GridFilter } from '@touchstone/contracts';
import { sql, type RawBuilder, type SqlBool } from 'kysely';

/** In days: how long a student who tried has done nothing, and how soon the assignment is due. */
export const quietDays = 3;

/** The joins that the rules are about: `standings as st` and `progress as p` of `s` in `a`. */
export const standingOf = sql`
  left join standings as st on st.user_id = s.user_id and st.assignment_id = a.id
  left join progress as p on p.user_id = s.user_id and p.assignment_id = a.id`;

export const isSolved = sql<SqlBool>`(coalesce(p.completed, false) or st.solved_at is not null)`;

const days = sql`make_interval(days => ${sql.lit(quietDays)})`;

/** Whether a filter holds for a student in an assignment, over the joins above and `due.at`. */
export const holds: Readonly<Record<GridFilter, RawBuilder<SqlBool>>> = {
  stuck: sql`(st.stuck is true and not ${isSolved})`,
  'gone-quiet': sql`(
    st.user_id is not null and not ${isSolved} and st.last_at < now() - ${days}
    and due.at between now() and now() + ${days}
  )`,
  'not-begun': sql`(st.user_id is null and (a.opens_at is null or a.opens_at <= now()))`,
  late: sql`(due.at < now() and (not ${isSolved} or st.solved_at > due.at))`,
};
