import type { Assigned, Role } from '@touchstone/contracts';
import { hasRightsOf } from '@touchstone/contracts';
import { sql } from 'kysely';
import { inTransaction } from '../queries/in-transaction.ts';
import { endSessions } from '../queries/sessions.ts';
import { isUuid } from '../queries/uuid.ts';
import type { Connection } from '../tables.ts';
import { noteActions, type Actor } from '../queries/audit-log.ts';
import { endLinks } from './sign-in-links.ts';

/** Null: there is no such member. `last-teacher`: nothing changed, since the course would have none. */
type MemberOutcome = { readonly tokenHashes: readonly Buffer[] } | 'last-teacher' | null;

interface MemberChange {
  readonly courseId: string;
  readonly userId: string;
  readonly actor: Actor;
}

/**
 * Changes a member's role. Who gets more rights by it has to sign in again, so that no token that others
 * may know gets them: sessions and open links end, and their hashes are returned. Who gets fewer stays
 * signed in, since each request reads the role.
 */
export async function setRole(
  db: Connection,
  { role, ...change }: MemberChange & { role: Role },
): Promise<MemberOutcome> {
  const { courseId, userId, actor } = change;
  return inTransaction(db, async (transaction) => {
    const before = await lockMember(transaction, change);
    if (before === null) return null;
    if (before === role) return { tokenHashes: [] };
    if (before === 'teacher' && !(await hasOtherTeacher(transaction, change)))
      return 'last-teacher';
    await transaction
      .updateTable('members')
      .set({ role })
      .where('course_id', '=', courseId)
      .where('user_id', '=', userId)
      .execute();
    await transaction
      .deleteFrom('assisted')
      .where('course_id', '=', courseId)
      .where((where) =>
        where.or([where('assistant_id', '=', userId), where('student_id', '=', userId)]),
      )
      .execute();
    await noteActions(transaction, [
      {
        ...{ actor, courseId, action: 'change-role', subjectId: userId },
        details: { from: before, to: role },
      },
    ]);
    return {
      tokenHashes: hasRightsOf(before, role) ? [] : await requireNewSignIn(transaction, userId),
    };
  });
}

/**
 * Ends the user's sessions and open links, and removes the passkeys: somebody else may have added one. Resolves
 * to the sessions' token hashes.
 */
export async function requireNewSignIn(transaction: Connection, userId: string): Promise<Buffer[]> {
  await endLinks(transaction, userId);
  await transaction.deleteFrom('passkeys').where('user_id', '=', userId).execute();
  return endSessions(transaction, { userId });
}

/** What the member did in the course stays. With `only`, members of other roles count as none. */
export async function removeMember(
  db: Connection,
  { only, ...change }: MemberChange & { only?: Role },
): Promise<MemberOutcome> {
  const { courseId, userId, actor } = change;
  return inTransaction(db, async (transaction) => {
    const role = await lockMember(transaction, change);
    if (role === null || (only !== undefined && role !== only)) return null;
    if (role === 'teacher' && !(await hasOtherTeacher(transaction, change))) return 'last-teacher';
    await transaction
      .deleteFrom('members')
      .where('course_id', '=', courseId)
      .where('user_id', '=', userId)
      .execute();
    await endLinks(transaction, userId, courseId);
    await noteActions(transaction, [
      { actor, courseId, action: 'remove-member', subjectId: userId, details: { role } },
    ]);
    return { tokenHashes: [] };
  });
}

/**
 * Replaces whom an assistant sees. Students who are not the course's are left out. `not-assistant`: the
 * member has another role; null: there is no such member.
 */
export async function assignStudents(
  db: Connection,
  { assigned, ...change }: MemberChange & { assigned: Assigned },
): Promise<'assigned' | 'not-assistant' | null> {
  const { courseId, userId, actor } = change;
  return inTransaction(db, async (transaction) => {
    const role = await lockMember(transaction, change);
    if (role === null) return null;
    if (role !== 'assistant') return 'not-assistant';
    await transaction
      .deleteFrom('assisted')
      .where('course_id', '=', courseId)
      .where('assistant_id', '=', userId)
      .execute();
    await sql`
      insert into assisted (course_id, assistant_id, group_name, student_id)
      select ${courseId}::uuid, ${userId}::uuid, group_name, null::uuid
      from unnest(${sql.val([...new Set(assigned.groups)])}::text[]) as groups (group_name)
      union all
      select course_id, ${userId}::uuid, null, user_id from members
      where course_id = ${courseId}::uuid and role = 'student'
        and user_id = any(${sql.val(assigned.students)}::uuid[])`.execute(transaction);
    const { groups, students } = assigned;
    await noteActions(transaction, [
      {
        ...{ actor, courseId, action: 'assign-students', subjectId: userId },
        details: { groups: groups.length, students: students.length },
      },
    ]);
    return 'assigned';
  });
}

/** The role of a member, whose course is locked against other changes; null if there is none. */
async function lockMember(
  transaction: Connection,
  { courseId, userId }: Pick<MemberChange, 'courseId' | 'userId'>,
): Promise<Role | null> {
  if (!isUuid(userId)) return null;
  await lockPeople(transaction, courseId);
  const member = await transaction
    .selectFrom('members')
    .select('role')
    .where('course_id', '=', courseId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return member?.role ?? null;
}

/** First number of the locks on a course's people; the second is a hash of the course's id. */
const peopleLock = 7_226_016;

/** Lets one transaction at a time change the people of a course. */
export async function lockPeople(transaction: Connection, courseId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${peopleLock}, hashtext(${courseId}::uuid::text))`.execute(
    transaction,
  );
}

async function hasOtherTeacher(
  transaction: Connection,
  { courseId, userId }: Pick<MemberChange, 'courseId' | 'userId'>,
): Promise<boolean> {
  const other = await transaction
    .selectFrom('members')
    .select('user_id')
    .where('course_id', '=', courseId)
    .where('user_id', '<>', userId)
    .where('role', '=', 'teacher')
    .executeTakeFirst();
  return other !== undefined;
}
