import type { Named, Note } from '@touchstone/contracts';
import { sql } from 'kysely';
import { inTransaction } from '../queries/in-transaction.ts';
import { noteActions } from '../queries/audit-log.ts';
import { namedMember } from '../queries/named-member.ts';
import type { Connection } from '../tables.ts';

/** A student in a course, and the teacher or assistant who acts. */
export interface AboutStudent {
  readonly courseId: string;
  readonly userId: string;
  readonly actor: string;
}

/** `author` is null if that person is no longer a member of the course. */
type NoteOfAuthor = Note & { readonly author: Named | null };

/** Notes about a student in a course, oldest first. */
export async function listNotes(
  db: Connection,
  { courseId, userId }: Omit<AboutStudent, 'actor'>,
): Promise<NoteOfAuthor[]> {
  const rows = await db
    .selectFrom('notes')
    .select(['id', 'author_id', 'text', 'at'])
    .select(namedMember(sql`notes.course_id`, sql`notes.author_id`).as('author'))
    .where('course_id', '=', courseId)
    .where('user_id', '=', userId)
    .orderBy('seq')
    .execute();
  return rows.map(({ author, ...row }) => ({ ...toNote(row), author }));
}

export async function addNote(
  db: Connection,
  { courseId, userId, actor, text }: AboutStudent & { text: string },
): Promise<Note> {
  return inTransaction(db, async (transaction) => {
    const row = await transaction
      .insertInto('notes')
      .values({ course_id: courseId, user_id: userId, author_id: actor, text })
      .returning(['id', 'author_id', 'text', 'at'])
      .executeTakeFirstOrThrow();
    await noteActions(transaction, [{ actor, courseId, action: 'add-note', subjectId: userId }]);
    return toNote(row);
  });
}

/** Removes a note about the student; only its author may. Resolves to whether there was one. */
export async function removeNote(
  db: Connection,
  { courseId, userId, actor, id }: AboutStudent & { id: string },
): Promise<boolean> {
  return inTransaction(db, async (transaction) => {
    const { numDeletedRows } = await transaction
      .deleteFrom('notes')
      .where('id', '=', id)
      .where('course_id', '=', courseId)
      .where('user_id', '=', userId)
      .where('author_id', '=', actor)
      .executeTakeFirst();
    if (numDeletedRows === 0n) return false;
    await noteActions(transaction, [{ actor, courseId, action: 'remove-note', subjectId: userId }]);
    return true;
  });
}

const toNote = (row: { id: string; author_id: string | null; text: string; at: Date }): Note => ({
  id: row.id,
  authorId: row.author_id,
  text: row.text,
  at: row.at.toISOString(),
});
