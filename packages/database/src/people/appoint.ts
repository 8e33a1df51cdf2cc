import { sql } from 'kysely';
import { inTransaction } from '../queries/in-transaction.ts';
import type { Connection } from '../tables.ts';
import { noteActions, type Actor } from '../queries/audit-log.ts';
import { ensureUsersByMail, findUserByMail } from '../queries/mail-identity.ts';
import { lockPeople, requireNewSignIn } from './members.ts';
import { createSignInLinks, type NewLink } from './sign-in-links.ts';

/** Somebody who gets rights by a command on the server. */
export interface Appointment {
  /** In its stored form. */
  readonly mail: string;
  readonly name: string | null;
  /** Of which course; null: an administrator. */
  readonly courseId: string | null;
}

export interface Appointed {
  readonly userId: string;
  readonly link: NewLink;
  /** Of sessions that ended, since the user has more rights now. */
  readonly tokenHashes: readonly Buffer[];
}

/** Makes a teacher of a course, or an administrator, and a link for the person's next sign-in. */
export async function appoint(
  db: Connection,
  { mail, name, courseId }: Appointment,
): Promise<Appointed> {
  return inTransaction(db, async (transaction) => {
    if (courseId !== null) await lockPeople(transaction, courseId);
    const users = await ensureUsersByMail(transaction, [mail]);
    const userId = users.get(mail) ?? '';
    const hasMore =
      courseId === null
        ? await makeAdministrator(transaction, userId)
        : await makeTeacher(transaction, { userId, courseId, name });
    const tokenHashes = hasMore ? await requireNewSignIn(transaction, userId) : [];
    const links = await createSignInLinks(transaction, {
      userIds: [userId],
      purpose: 'teacher',
      courseId,
    });
    const action = courseId === null ? 'add-administrator' : 'add-teacher';
    await noteActions(transaction, [{ actor: null, courseId, action, subjectId: userId }]);
    const link = links.get(userId);
    if (link === undefined) throw new Error('the new link is missing');
    return { userId, link, tokenHashes };
  });
}

/** Takes an administrator's rights; resolves to the user, or to null if nobody with that address is one. */
export async function removeAdministrator(db: Connection, mail: string): Promise<string | null> {
  return inTransaction(db, async (transaction) => {
    const userId = await findUserByMail(transaction, mail);
    if (userId === null) return null;
    const { numUpdatedRows } = await transaction
      .updateTable('users')
      .set({ is_administrator: false })
      .where('id', '=', userId)
      .where('is_administrator', '=', true)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return null;
    await noteActions(transaction, [
      { actor: null, courseId: null, action: 'remove-administrator', subjectId: userId },
    ]);
    return userId;
  });
}

async function makeAdministrator(transaction: Connection, userId: string): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('users')
    .set({ is_administrator: true })
    .where('id', '=', userId)
    .where('is_administrator', '=', false)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

async function makeTeacher(
  transaction: Connection,
  member: { userId: string; courseId: string; name: string | null },
): Promise<boolean> {
  const { userId, courseId, name } = member;
  const before = await transaction
    .selectFrom('members')
    .select('role')
    .where('course_id', '=', courseId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  await transaction
    .insertInto('members')
    .values({ course_id: courseId, user_id: userId, role: 'teacher', name })
    .onConflict((conflict) =>
      conflict.columns(['course_id', 'user_id']).doUpdateSet({
        role: 'teacher',
        name: sql`coalesce(excluded.name, members.name)`,
      }),
    )
    .execute();
  await transaction
    .deleteFrom('assisted')
    .where('course_id', '=', courseId)
    .where((where) =>
      where.or([where('assistant_id', '=', userId), where('student_id', '=', userId)]),
    )
    .execute();
  return before?.role !== 'teacher';
}

/**
 * A link for somebody who is known by that address, in its stored form; null if nobody is. `actor` is left
 * out if the owner of the address asks for it.
 */
export async function createSignInLinkFor(
  db: Connection,
  { mail, actor }: { mail: string; actor?: Actor },
): Promise<NewLink | null> {
  return inTransaction(db, async (transaction) => {
    const userId = await findUserByMail(transaction, mail);
    if (userId === null) return null;
    const links = await createSignInLinks(transaction, {
      userIds: [userId],
      purpose: 'sign-in',
      courseId: null,
    });
    if (actor !== undefined) {
      await noteActions(transaction, [
        { actor, courseId: null, action: 'make-sign-in-link', subjectId: userId },
      ]);
    }
    return links.get(userId) ?? null;
  });
}
