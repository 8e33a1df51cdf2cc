import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { joinDays } from '../queries/join-days.ts';
import { earnedPoints } from '../queries/progress.ts';

/** What is old enough to be pruned. */
export interface PruneRules {
  /** Older data may be removed. */
  readonly before: Date;
  /**
   * Whether each user's newest and newest passed submission of an assignment, and the one that gave the points,
   * stay at any age.
   */
  readonly keepNewest: boolean;
}

/** After this long, browsers have deleted a cookie that was not set again. */
const maxSessionDays = 400;

const passed = (row: RawBuilder<unknown>) => sql<SqlBool>`coalesce(
  ${row}.verdict, (select source.verdict from submissions as source where source.id = ${row}.reused_from)
) = 'passed'`;

/** What a submission is worth, in an assignment `a`. */
const worth = (row: string) => {
  const of = sql.ref(row);
  const result = sql`coalesce(${of}.summary, ${of}.result, (
    select coalesce(source.summary, source.result) from submissions as source
    where source.id = ${of}.reused_from
  ))`;
  return earnedPoints(sql`(${result} -> 'points')::numeric`, row, 'a');
};

/** Whether a submission is the first that gave its student the points. */
const gavePoints = (row: string) => {
  const s = sql.ref(row);
  return sql<SqlBool>`exists (
    select from progress as p join assignments as a on a.id = p.assignment_id
    where p.user_id = ${s}.user_id and p.assignment_id = ${s}.assignment_id
      and p.best_points > 0 and ${worth(row)} >= p.best_points
      and not exists (
        select from submissions as earlier
        where earlier.user_id = ${s}.user_id and earlier.assignment_id = ${s}.assignment_id
          and earlier.seq < ${s}.seq and ${worth('earlier')} >= p.best_points
      )
  )`;
};

/** Whether a submission may be removed. Nobody's rows depend on references to them, not on age. */
export function isPrunable(alias: string, { before, keepNewest }: PruneRules): RawBuilder<SqlBool> {
  const s = sql.ref(alias);
  const later = sql`select from submissions as later
    where later.user_id = ${s}.user_id and later.assignment_id = ${s}.assignment_id
      and later.seq > ${s}.seq`;
  const old = sql<SqlBool>`(${s}.status in ('graded', 'superseded') and ${s}.user_id is not null
    and ${s}.created_at < ${before})`;
  if (!keepNewest) return old;
  return sql`(${old} and exists (${later})
    and (${passed(s)} is not true or exists (${later} and ${passed(sql.ref('later'))}))
    and not ${gavePoints(alias)})`;
}

/** Whether no row that stays refers to this nobody's row. */
export const isUnnamed = (alias: string, rules: PruneRules): RawBuilder<SqlBool> => sql`
  not exists (
    select from submissions as other
    where (other.reused_from = ${sql.ref(`${alias}.id`)} or other.leader_id = ${sql.ref(`${alias}.id`)})
      and not ${isPrunable('other', rules)}
  )`;

/**
 * Whether a user may be removed: no progress, nothing left that stays, no recently used session, no
 * recovery key, in no course, no administrator, and no history that may be joined to an account or given back.
 */
export const isIdleUser = (alias: string, rules: PruneRules): RawBuilder<SqlBool> => {
  const u = sql.ref(alias);
  const of = sql`user_id = ${u}.id`;
  return sql`(
    ${u}.created_at < ${rules.before} and ${u}.recovery_hash is null and not ${u}.is_administrator
    and not exists (select from members where ${of})
    and not exists (select from progress where ${of})
    and not exists (select from overridden_points where ${of})
    and not exists (
      select from joins where earlier_user_id = ${u}.id and refused_at is null and undone_at is null
        and greatest(offered_at, joined_at) > now() - make_interval(days => ${sql.lit(joinDays)})
    )
    and not exists (select from sessions where ${of} and last_used_at >= ${rules.before})
    and not exists (select from drafts where ${of} and changed_at >= ${rules.before})
    and not exists (select from submissions as kept where kept.${of} and not ${isPrunable('kept', rules)})
  )`;
};

/** Whether no browser can still have the session's cookie. */
export const isExpiredSession = (alias: string, { before }: PruneRules): RawBuilder<SqlBool> => sql`
  ${sql.ref(`${alias}.last_used_at`)} < least(
    ${before}, now() - make_interval(days => ${sql.lit(maxSessionDays)})
  )`;
