import type { Named } from '@touchstone/contracts';
import type { DateChange, Dates } from '@touchstone/contracts/dates';
import { sql } from 'kysely';
import { noteActions } from './audit-log.ts';
import { arrayParameter } from './array-parameter.ts';
import type { Connection } from '../tables.ts';
import { inTransaction } from './in-transaction.ts';
import { namedMember } from './named-member.ts';
import { isUuid } from './uuid.ts';

/** For whom dates are changed. */
export type DateScope =
  | { readonly kind: 'student'; readonly userId: string }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'all' };

/** What an assignment's folder says. */
export interface DatedAssignment {
  readonly assignmentId: string;
  readonly courseId: string;
  readonly course: string;
  readonly slug: string;
  readonly title: string;
  readonly timeZone: string;
  readonly dates: Dates;
  /** Null: late ones cost nothing. */
  readonly pointsPerDay: number | null;
}

const selectDated = (db: Connection) =>
  db
    .selectFrom('assignments')
    .innerJoin('courses', 'courses.id', 'assignments.course_id')
    .select(['assignments.id as assignmentId', 'courses.id as courseId', 'courses.slug as course'])
    .select(['assignments.slug', 'assignments.title', 'courses.time_zone as timeZone'])
    .select(['opens_at as opens', 'due_at as due', 'closes_at as closes'])
    .select('points_per_day as pointsPerDay')
    .where('assignments.position', 'is not', null)
    .orderBy('courses.seq')
    .orderBy('assignments.position');

/** The assignments with that slug, of one course or of all. */
export async function findDatedAssignments(
  db: Connection,
  { course, slug }: { course?: string | undefined; slug: string },
): Promise<DatedAssignment[]> {
  let query = selectDated(db).where('assignments.slug', '=', slug);
  if (course !== undefined) query = query.where('courses.slug', '=', course);
  const rows = await query.execute();
  return rows.map(({ opens, due, closes, ...rest }) => ({
    ...rest,
    dates: { opens, due, closes },
  }));
}

/** An assignment with dates, its own or changed ones, also one that is retired. */
export type AssignmentWithDates = Pick<
  DatedAssignment,
  'assignmentId' | 'courseId' | 'timeZone' | 'dates' | 'pointsPerDay'
>;

/** Of all courses, by the ids of the assignments. */
export async function listAssignmentsWithDates(
  db: Connection,
): Promise<Map<string, AssignmentWithDates>> {
  const rows = await db
    .selectFrom('assignments')
    .innerJoin('courses', 'courses.id', 'assignments.course_id')
    .select(['assignments.id as assignmentId', 'courses.id as courseId'])
    .select(['courses.time_zone as timeZone', 'points_per_day as pointsPerDay'])
    .select(['opens_at as opens', 'due_at as due', 'closes_at as closes'])
    .where((where) =>
      where.or([
        where('opens_at', 'is not', null),
        where('due_at', 'is not', null),
        where.exists((changes) =>
          changes
            .selectFrom('date_changes')
            .select('date_changes.id')
            .whereRef('date_changes.assignment_id', '=', 'assignments.id'),
        ),
      ]),
    )
    .execute();
  return new Map(
    rows.map(({ opens, due, closes, ...rest }) => [
      rest.assignmentId,
      { ...rest, dates: { opens, due, closes } },
    ]),
  );
}

/** A change of the dates of an assignment that applies to a student. */
export interface AppliedChange extends DateChange {
  readonly assignmentId: string;
}

/** The changes in a course that apply to a student; to nobody in particular, those for all. */
export async function listDateChangesFor(
  db: Connection,
  { courseId, userId }: { courseId: string; userId: string | null },
): Promise<AppliedChange[]> {
  if (!isUuid(courseId)) return [];
  const { rows } = await sql<AppliedChange>`
    select assignments.id as "assignmentId", change.rule, change.opens_at as opens,
      change.due_at as due, change.closes_at as closes
    from assignments
    cross join lateral date_changes_for(assignments.id, ${userId}::uuid) as change
    where assignments.course_id = ${courseId}::uuid`.execute(db);
  return rows;
}

/** The same of many, in their order. The ids are well-formed. */
export async function listDateChangesForEach(
  db: Connection,
  pairs: readonly { courseId: string; userId: string | null }[],
): Promise<AppliedChange[][]> {
  const [first, ...others] = pairs;
  if (first === undefined) return [];
  // The plan for one reads the changes once, that for several once for each assignment.
  if (others.length === 0) return [await listDateChangesFor(db, first)];
  const courseIds = pairs.map(({ courseId }) => courseId);
  const userIds = pairs.map(({ userId }) => userId);
  const { rows } = await sql<AppliedChange & { number: number }>`
    select (pair.number - 1)::integer as number, assignments.id as "assignmentId", change.rule,
      change.opens_at as opens, change.due_at as due, change.closes_at as closes
    from unnest(${arrayParameter(courseIds, 'uuid')}, ${arrayParameter(userIds, 'uuid')})
      with ordinality as pair (course_id, user_id, number)
    join assignments on assignments.course_id = pair.course_id
    cross join lateral date_changes_for(assignments.id, pair.user_id) as change`.execute(db);
  const changes = pairs.map((): AppliedChange[] => []);
  for (const { number, ...change } of rows) changes[number]?.push(change);
  return changes;
}

/** A change of dates as its teacher sees it in a list. */
export interface StoredChange extends Dates {
  readonly id: string;
  readonly assignmentId: string;
  readonly assignment: string;
  readonly userId: string | null;
  /** Null if it is for others, or for somebody who is not a member. */
  readonly student: Named | null;
  readonly group: string | null;
  readonly reason: string | null;
  readonly changedAt: Date;
}

/** All changes in a course, in the order of its assignments. */
export async function listDateChanges(db: Connection, courseId: string): Promise<StoredChange[]> {
  return db
    .selectFrom('date_changes as change')
    .innerJoin('assignments', 'assignments.id', 'change.assignment_id')
    .select(namedMember(sql`assignments.course_id`, sql`change.user_id`).as('student'))
    .select(['change.id', 'change.assignment_id as assignmentId'])
    .select(['assignments.slug as assignment', 'change.user_id as userId'])
    .select(['change.group_name as group', 'change.reason', 'change.changed_at as changedAt'])
    .select(['change.opens_at as opens', 'change.due_at as due', 'change.closes_at as closes'])
    .where('assignments.course_id', '=', courseId)
    .orderBy('assignments.position')
    .orderBy('change.changed_at')
    .execute();
}

export interface NewDateChange extends Dates {
  readonly assignmentId: string;
  readonly scope: DateScope;
  readonly reason: string | null;
  /** Null: a command on the server. */
  readonly authorId: string | null;
}

/**
 * Stores dates for a student, a group or all, in place of earlier ones for the same, and raises the points of
 * submissions that are late no more, or less late. Points never fall by it. Resolves to the number of students
 * whose points rose.
 */
export async function changeDates(db: Connection, change: NewDateChange): Promise<number> {
  const { assignmentId, scope, opens, due, closes, reason, authorId } = change;
  await inTransaction(db, async (transaction) => {
    await sql`
      insert into date_changes
        (assignment_id, user_id, group_name, opens_at, due_at, closes_at, reason, author_id)
      values (${assignmentId}::uuid, ${userOf(scope)}::uuid, ${groupOf(scope)}, ${opens}, ${due},
        ${closes}, ${reason}, ${authorId}::uuid)
      on conflict (assignment_id, coalesce(user_id::text, ''), coalesce(group_name, ''))
      do update set opens_at = excluded.opens_at, due_at = excluded.due_at,
        closes_at = excluded.closes_at, reason = excluded.reason, author_id = excluded.author_id,
        changed_at = now()`.execute(transaction);
    await noteActions(transaction, [
      {
        ...(await entryOf(transaction, change)),
        action: 'change-dates',
        details: { ...detailsOf(change), opens, due, closes },
      },
    ]);
  });
  return raisePoints(db, { assignmentId, userId: userOf(scope) });
}

/** Removes such dates; false if there are none. Points that students have stay. */
export async function removeDateChange(
  db: Connection,
  change: Pick<NewDateChange, 'assignmentId' | 'scope' | 'authorId'>,
): Promise<boolean> {
  const { assignmentId, scope } = change;
  return inTransaction(db, async (transaction) => {
    const { numAffectedRows = 0n } = await sql`
      delete from date_changes
      where assignment_id = ${assignmentId}::uuid
        and user_id is not distinct from ${userOf(scope)}::uuid
        and group_name is not distinct from ${groupOf(scope)}`.execute(transaction);
    if (numAffectedRows === 0n) return false;
    await noteActions(transaction, [
      {
        ...(await entryOf(transaction, change)),
        action: 'remove-dates',
        details: detailsOf(change),
      },
    ]);
    return true;
  });
}

type Changed = Pick<NewDateChange, 'assignmentId' | 'scope' | 'authorId'>;

/** What the audit log says besides the dates. The reason may be personal, so it is not in it. */
async function entryOf(transaction: Connection, { assignmentId, scope, authorId }: Changed) {
  const { course_id: courseId } = await transaction
    .selectFrom('assignments')
    .select('course_id')
    .where('id', '=', assignmentId)
    .executeTakeFirstOrThrow();
  const subject = userOf(scope);
  return { actor: authorId, courseId, ...(subject !== null && { subjectId: subject }) };
}

const detailsOf = ({ assignmentId, scope }: Changed) => ({
  assignmentId,
  ...(scope.kind !== 'student' && { for: scope }),
});

export const userOf = (scope: DateScope): string | null =>
  scope.kind === 'student' ? scope.userId : null;
export const groupOf = (scope: DateScope): string | null =>
  scope.kind === 'group' ? scope.group : null;

/**
 * Counts the late submissions of an assignment again after its dates were changed, of one student or of all.
 * Resolves to the number of students whose points rose; nobody's fall.
 */
export async function raisePoints(
  db: Connection,
  { assignmentId, userId = null }: { assignmentId: string; userId?: string | null },
): Promise<number> {
  await untilGradingsSeeIt(db);
  const { rows } = await sql`
    insert into progress (user_id, assignment_id, best_points, completed)
    select user_id, assignment_id, max(points), bool_or(correct)
    from (
      select s.user_id, s.assignment_id,
        earned_points(
          (coalesce(s.summary, s.result, source.summary, source.result) -> 'points')::numeric,
          s.created_at, s.assignment_id, s.user_id
        ) as points,
        (coalesce(s.summary, s.result, source.summary, source.result) -> 'correct')::boolean
          as correct
      from submissions as s left join submissions as source on source.id = s.reused_from
      where s.assignment_id = ${assignmentId}::uuid and s.status = 'graded'
        and s.user_id is not null and (${userId}::uuid is null or s.user_id = ${userId}::uuid)
    ) as earned
    where points > 0
    group by user_id, assignment_id order by user_id
    on conflict (user_id, assignment_id) do update set best_points = excluded.best_points
      where excluded.best_points > progress.best_points
    returning user_id`.execute(db);
  return rows.length;
}

/**
 * Waits for gradings that write points at this moment, by the dates of before. Those that begin afterwards
 * know the new dates.
 */
const untilGradingsSeeIt = (db: Connection): Promise<void> =>
  db.isTransaction
    ? Promise.resolve()
    : db.transaction().execute(async (transaction) => {
        await sql`lock table progress in share mode`.execute(transaction);
      });
