import type { HeldRelease, Named } from '@touchstone/contracts';
import type { Dates } from '@touchstone/contracts/dates';
import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import { noteActions } from './audit-log.ts';
import { groupOf, userOf, type DateScope } from './date-changes.ts';
import { inTransaction } from './in-transaction.ts';
import { namedMember } from './named-member.ts';
import { isUuid } from './uuid.ts';

/** An assignment whose verdicts are held back at first, also one that is retired. */
export interface HoldingAssignment {
  readonly assignmentId: string;
  readonly courseId: string;
  readonly release: HeldRelease;
  readonly dates: Dates;
}

/** Of all courses, in their order. */
export async function listHoldingAssignments(db: Connection): Promise<HoldingAssignment[]> {
  const rows = await db
    .selectFrom('assignments')
    .select(['id as assignmentId', 'course_id as courseId', 'release'])
    .select(['opens_at as opens', 'due_at as due', 'closes_at as closes'])
    .where('release', '<>', 'at once')
    .$narrowType<{ release: HeldRelease }>()
    .orderBy('course_id')
    .orderBy('position')
    .execute();
  return rows.map(({ opens, due, closes, ...rest }) => ({
    ...rest,
    dates: { opens, due, closes },
  }));
}

/** Those of a course that are not retired, in its order. */
export const listHeldAssignments = (
  db: Connection,
  courseId: string,
): Promise<{ assignment: string; release: HeldRelease }[]> =>
  db
    .selectFrom('assignments')
    .select(['slug as assignment', 'release'])
    .where('course_id', '=', courseId)
    .where('position', 'is not', null)
    .where('release', '<>', 'at once')
    .$narrowType<{ release: HeldRelease }>()
    .orderBy('position')
    .execute();

/** The ids of the assignments of a course whose verdicts a teacher has released for a student. */
export async function listReleasedFor(
  db: Connection,
  { courseId, userId }: { courseId: string; userId: string },
): Promise<string[]> {
  if (!isUuid(courseId)) return [];
  const { rows } = await sql<{ id: string }>`
    select distinct assignments.id
    from releases
    join assignments on assignments.id = releases.assignment_id
    left join members
      on members.course_id = assignments.course_id and members.user_id = ${userId}::uuid
    where assignments.course_id = ${courseId}::uuid and (
      releases.user_id = ${userId}::uuid
      or releases.group_name = members.group_name
      or releases.user_id is null and releases.group_name is null
    )`.execute(db);
  return rows.map(({ id }) => id);
}

/** A release as teachers see it in a list. */
export interface StoredRelease {
  readonly id: string;
  readonly assignmentId: string;
  readonly assignment: string;
  readonly userId: string | null;
  readonly group: string | null;
  /** Null: a command on the server. */
  readonly authorId: string | null;
  readonly releasedAt: Date;
  /** Null if it is for others, or for somebody who is not a member. */
  readonly student: Named | null;
  /** Null for a command, and for somebody who is no longer a member. */
  readonly teacher: Named | null;
}

const selectReleases = (db: Connection) =>
  db
    .selectFrom('releases')
    .innerJoin('assignments', 'assignments.id', 'releases.assignment_id')
    .select(['releases.id', 'releases.assignment_id as assignmentId'])
    .select(['assignments.slug as assignment', 'releases.user_id as userId'])
    .select(['releases.group_name as group', 'releases.author_id as authorId'])
    .select('releases.released_at as releasedAt')
    .select(namedMember(sql`assignments.course_id`, sql`releases.user_id`).as('student'))
    .select(namedMember(sql`assignments.course_id`, sql`releases.author_id`).as('teacher'));

/** All releases in a course, in the order of its assignments. */
export const listReleases = (db: Connection, courseId: string): Promise<StoredRelease[]> =>
  selectReleases(db)
    .where('assignments.course_id', '=', courseId)
    .orderBy('assignments.position')
    .orderBy('releases.released_at')
    .execute();

interface ReleaseChange {
  readonly assignmentId: string;
  readonly scope: DateScope;
  /** Null: a command on the server. */
  readonly authorId: string | null;
}

/** Releases the verdicts of an assignment; resolves to the earlier release, if there is one for the same. */
export async function release(
  db: Connection,
  change: ReleaseChange,
): Promise<{ readonly stored: StoredRelease; readonly isNew: boolean }> {
  const { assignmentId, scope, authorId } = change;
  return inTransaction(db, async (transaction) => {
    const { numInsertedOrUpdatedRows: count = 0n } = await transaction
      .insertInto('releases')
      .values({
        ...{ assignment_id: assignmentId, author_id: authorId },
        ...{ user_id: userOf(scope), group_name: groupOf(scope) },
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    const isNew = count > 0n;
    if (isNew) await note(transaction, 'release', change);
    const stored = await selectReleases(transaction)
      .where('releases.assignment_id', '=', assignmentId)
      .where('releases.user_id', 'is not distinct from', userOf(scope))
      .where('releases.group_name', 'is not distinct from', groupOf(scope))
      .executeTakeFirstOrThrow();
    return { stored, isNew };
  });
}

/** Holds the verdicts back again; false if they were not released for the same. */
export async function undoRelease(db: Connection, change: ReleaseChange): Promise<boolean> {
  const { assignmentId, scope } = change;
  return inTransaction(db, async (transaction) => {
    const { numDeletedRows } = await transaction
      .deleteFrom('releases')
      .where('assignment_id', '=', assignmentId)
      .where('user_id', 'is not distinct from', userOf(scope))
      .where('group_name', 'is not distinct from', groupOf(scope))
      .executeTakeFirst();
    if (numDeletedRows === 0n) return false;
    await note(transaction, 'undo-release', change);
    return true;
  });
}

async function note(
  transaction: Connection,
  action: 'release' | 'undo-release',
  { assignmentId, scope, authorId: actor }: ReleaseChange,
): Promise<void> {
  const { course_id: courseId } = await transaction
    .selectFrom('assignments')
    .select('course_id')
    .where('id', '=', assignmentId)
    .executeTakeFirstOrThrow();
  const subjectId = userOf(scope);
  const details = { assignmentId, ...(subjectId === null && { for: scope }) };
  const entry = { actor, courseId, action, details };
  await noteActions(transaction, [subjectId === null ? entry : { ...entry, subjectId }]);
}
