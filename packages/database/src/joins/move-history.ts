import { sql } from 'kysely';
import { lockKeyOf } from '../life-cycle/lock.ts';
import { refreshStandings } from '../standing/refresh.ts';
import type { Connection, PointsWithoutProgram } from '../tables.ts';

/*
 * What follows from submissions that get another owner: progress, standings and the owners of failures. The
 * caller has the locks of `lockOwners`, so that no result is stored for these users meanwhile.
 */

/** The user's submissions without a result, by id. */
async function listUngraded(db: Connection, userId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from submissions
    where user_id = ${userId}::uuid and status in ('received', 'queued', 'grading')
    order by id`.execute(db);
  return rows.map(({ id }) => id);
}

/**
 * Locks the users, and the keys of their ungraded submissions before, as a removal does (removal/locks.ts).
 * Resolves to the ungraded ones of each user; null if one was handed in meanwhile, and the caller must try
 * again in another transaction.
 */
export async function lockOwners(
  transaction: Connection,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]> | null> {
  const locked = new Set<string>();
  for (const userId of userIds) {
    for (const id of await listUngraded(transaction, userId)) {
      await lockKeyOf(transaction, id);
      locked.add(id);
    }
  }
  await sql`
    select from users where id = any(${sql.val(userIds)}::uuid[]) order by id for update`.execute(
    transaction,
  );
  const ungraded = new Map<string, readonly string[]>();
  for (const userId of userIds) {
    const ids = await listUngraded(transaction, userId);
    if (ids.some((id) => !locked.has(id))) return null;
    ungraded.set(userId, ids);
  }
  return ungraded;
}

/** Submissions that moved, counted by assignment. */
export interface MovedTries {
  readonly assignmentId: string;
  /** Those with a result, but for internal errors. */
  readonly tries: number;
}

/** Gives submissions to another user, and counts them. */
export async function changeOwner(
  transaction: Connection,
  { ids, to }: { ids: readonly string[]; to: string },
): Promise<readonly MovedTries[]> {
  await sql`
    update submissions set user_id = ${to}::uuid, revision = revision + 1, changed_at = now()
    where id = any(${sql.val(ids)}::uuid[])`.execute(transaction);
  await sql`
    update failures set user_id = ${to}::uuid
    where submission_id = any(${sql.val(ids)}::uuid[])`.execute(transaction);
  const { rows } = await sql<MovedTries>`
    select s.assignment_id as "assignmentId", (count(*) filter (
      where s.status = 'graded' and coalesce(s.verdict, source.verdict) <> 'internal-error'
    ))::integer as tries
    from submissions as s left join submissions as source on source.id = s.reused_from
    where s.id = any(${sql.val(ids)}::uuid[])
    group by s.assignment_id order by s.assignment_id`.execute(transaction);
  return rows;
}

/** What the user's stored submissions have earned, by the user's own dates. */
const earnedBy = (userId: string) => sql`
  select s.assignment_id, max(earned_points(
      (coalesce(s.summary, s.result, source.summary, source.result) -> 'points')::numeric,
      s.created_at, s.assignment_id, s.user_id
    )) as points,
    bool_or((coalesce(s.summary, s.result, source.summary, source.result) -> 'correct')::boolean)
      as correct
  from submissions as s left join submissions as source on source.id = s.reused_from
  where s.user_id = ${userId}::uuid and s.status = 'graded'
  group by s.assignment_id`;

/** Points of the user that no stored submission explains, since those were pruned or dates were taken back. */
export async function listPointsWithoutProgram(
  transaction: Connection,
  userId: string,
): Promise<PointsWithoutProgram[]> {
  const { rows } = await sql<PointsWithoutProgram>`
    select progress.assignment_id as "assignmentId", best_points as points, completed
    from progress left join (${earnedBy(userId)}) as earned
      on earned.assignment_id = progress.assignment_id
    where user_id = ${userId}::uuid and (
      best_points > coalesce(earned.points, 0) or completed and earned.correct is not true
    )`.execute(transaction);
  return rows;
}

/** Computes the user's progress again: from the submissions, and from points without any. */
export async function replaceProgress(
  transaction: Connection,
  userId: string,
  besides: readonly PointsWithoutProgram[],
): Promise<void> {
  await sql`delete from progress where user_id = ${userId}::uuid`.execute(transaction);
  await sql`
    insert into progress (user_id, assignment_id, best_points, completed)
    select ${userId}::uuid, assignment_id, max(points), bool_or(correct)
    from (
      select assignment_id, points, correct from (${earnedBy(userId)}) as earned
      union all
      select assignments.id, besides.points, besides.completed
      from jsonb_to_recordset(${JSON.stringify(besides)}::jsonb)
        as besides ("assignmentId" uuid, points numeric, completed boolean)
      join assignments on assignments.id = "assignmentId"
    ) as all_of_them
    group by assignment_id having max(points) > 0 or bool_or(correct)
    order by assignment_id`.execute(transaction);
}

/** Takes tries from one user's standings and adds them to another's; after progress was replaced. */
export async function moveStandings(
  transaction: Connection,
  { moved, from, to }: { moved: readonly MovedTries[]; from: string; to: string },
): Promise<void> {
  for (const { assignmentId, tries } of moved) {
    const of = (userId: string) =>
      sql`user_id = ${userId}::uuid and assignment_id = ${assignmentId}::uuid`;
    await sql`
      update standings set tries = greatest(1, tries - ${tries}::integer) where ${of(from)}
      `.execute(transaction);
    await sql`
      update standings set tries = tries + ${tries}::integer where ${of(to)}`.execute(transaction);
    await sql`
      delete from standings where ${of(from)}
        and not exists (select from progress where ${of(from)})
        and not exists (
          select from submissions as s left join submissions as source on source.id = s.reused_from
          where s.user_id = ${from}::uuid and s.assignment_id = ${assignmentId}::uuid
            and s.status = 'graded' and coalesce(s.verdict, source.verdict) <> 'internal-error'
        )`.execute(transaction);
    await refreshStandings(transaction, { assignmentId, userIds: [from, to] });
  }
}
