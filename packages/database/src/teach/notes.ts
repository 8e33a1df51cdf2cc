import type { Note } from '@touchstone/contracts';
import type { Connection } from '../tables.ts';

interface Student {
  readonly courseId: string;
  readonly userId: string;
}

/** Notes about a student in a course, oldest first. */
export async function listNotes(db: Connection, { courseId, userId }: Student): Promise<Note[]> {
  const rows = await db
    .selectFrom('notes')
    .select(['id', 'author_id', 'text', 'at'])
    .where('course_id', '=', courseId)
    .where('user_id', '=', userId)
    .orderBy('seq')
    .execute();
  return rows.map(toNote);
}

export async function addNote(
  db: Connection,
  note: Student & { authorId: string; text: string },
): Promise<Note> {
  const row = await db
    .insertInto('notes')
    .values({
      course_id: note.courseId,
      user_id: note.userId,
      author_id: note.authorId,
      text: note.text,
    })
    .returning(['id', 'author_id', 'text', 'at'])
    .executeTakeFirstOrThrow();
  return toNote(row);
}

/** Removes a note about the student; only its author may. Resolves to whether there was one. */
export async function removeNote(
  db: Connection,
  note: Student & { authorId: string; id: string },
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('notes')
    .where('id', '=', note.id)
    .where('course_id', '=', note.courseId)
    .where('user_id', '=', note.userId)
    .where('author_id', '=', note.authorId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

const toNote = (row: { id: string; author_id: string | null; text: string; at: Date }): Note => ({
  id: row.id,
  authorId: row.author_id,
  text: row.text,
  at: row.at.toISOString(),
});
