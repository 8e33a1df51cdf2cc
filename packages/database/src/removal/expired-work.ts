import { sql } from 'kysely';
import { noteActions } from '../queries/audit-log.ts';
import type { Connection } from '../tables.ts';
import { bytesOf, removeSubmissions, removeUnnamed } from './remove-submissions.ts';

/*
 * Removes what students did in an archived course once the time has come until which it was to be kept. The
 * course, its assignments and its teachers stay.
 */

interface RemovedWork {
  /** Courses of which nothing personal is left. */
  readonly courses: number;
  readonly submissions: number;
  readonly drafts: number;
  readonly bytes: number;
}

/** Courses whose time has come and that have something of students. */
const expired = sql`
  select c.id from courses as c
  where c.kept_until < now() and (
    exists (
      select from members where course_id = c.id and role <> 'teacher'
    ) or exists (
      select from assignments as a where a.course_id = c.id and (
        exists (select from submissions where assignment_id = a.id)
        or exists (select from progress where assignment_id = a.id)
        or exists (select from drafts where assignment_id = a.id)
      )
    )
  )`;

/** Whether an assignment is of such a course. */
export const isExpired = (assignmentId: string) => sql<boolean>`${sql.ref(assignmentId)} in (
  select id from assignments where course_id in (${expired})
)`;

export async function countExpiredWork(transaction: Connection): Promise<RemovedWork> {
  const { rows } = await sql<RemovedWork>`
    with expired as (${expired}), tasks as (
      select id from assignments where course_id in (select id from expired)
    )
    select (select count(*) from expired) as courses,
      (select count(*) from submissions where assignment_id in (select id from tasks)) as submissions,
      (select count(*) from drafts where assignment_id in (select id from tasks)) as drafts,
      (select coalesce(sum(${bytesOf('s')}), 0) from submissions as s
        where s.assignment_id in (select id from tasks)) as bytes`.execute(transaction);
  const [counts] = rows;
  if (counts === undefined) throw new Error('An aggregate has no row.');
  return counts;
}

/**
 * Removes the next submissions of such a course, up to `limit`, and the rest with the last of them. Resolves to
 * null if there is nothing that can be removed now.
 */
export async function removeExpiredWork(
  transaction: Connection,
  limit: number,
): Promise<RemovedWork | null> {
  const { rows: courses } = await sql<{ id: string }>`
    select id from courses where id in (${expired}) order by id limit 1 for update`.execute(
    transaction,
  );
  const [course] = courses;
  if (course === undefined) return null;
  const next = (condition: ReturnType<typeof sql>) =>
    sql<{ id: string }>`
      select s.id from submissions as s
      where s.assignment_id in (select id from assignments where course_id = ${course.id}::uuid)
        and s.status in ('graded', 'superseded') and ${condition}
      limit ${limit} for update skip locked`.execute(transaction);
  const named = await next(sql`s.user_id is not null`);
  if (named.rows.length > 0) {
    const ids = named.rows.map(({ id }) => id);
    return { courses: 0, drafts: 0, ...(await removeSubmissions(transaction, ids)) };
  }
  const nobodys = await next(sql`s.user_id is null and not exists (
    select from submissions as other where other.reused_from = s.id or other.leader_id = s.id
  )`);
  if (nobodys.rows.length > 0) {
    const ids = nobodys.rows.map(({ id }) => id);
    return { courses: 0, drafts: 0, ...(await removeUnnamed(transaction, ids)) };
  }
  return removeRest(transaction, course.id);
}

/** Null while something of the course is still being graded. */
async function removeRest(transaction: Connection, courseId: string): Promise<RemovedWork | null> {
  const tasks = sql`(select id from assignments where course_id = ${courseId}::uuid)`;
  const { rows } =
    await sql`select from submissions where assignment_id in ${tasks} limit 1`.execute(transaction);
  if (rows.length > 0) return null;
  const { numAffectedRows: drafts = 0n } = await sql`
    delete from drafts where assignment_id in ${tasks}`.execute(transaction);
  for (const table of [
    ...['progress', 'overridden_points', 'standings', 'seen_marks', 'failure_kinds'],
    ...['date_changes', 'releases', 'regrades'],
  ]) {
    await sql`delete from ${sql.table(table)} where assignment_id in ${tasks}`.execute(transaction);
  }
  for (const table of ['notes', 'sign_in_links', 'audit_log']) {
    await sql`delete from ${sql.table(table)} where course_id = ${courseId}::uuid`.execute(
      transaction,
    );
  }
  await sql`
    delete from members where course_id = ${courseId}::uuid and role <> 'teacher'`.execute(
    transaction,
  );
  await noteActions(transaction, [{ actor: null, courseId, action: 'remove-expired-work' }]);
  return { courses: 1, submissions: 0, drafts: Number(drafts), bytes: 0 };
}
